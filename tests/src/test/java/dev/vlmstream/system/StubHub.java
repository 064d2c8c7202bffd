package dev.vlmstream.system;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;

/** Speaks as much of the hub's interface as it takes to fetch models and datasets. */
final class StubHub implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String COMMIT = "c0ffee".repeat(7).substring(0, 40);

    private final HttpServer server;
    private final Map<String, Map<String, byte[]>> repositories;

    /**
     * @param repositories the files in large file storage, by their paths, of {@code models/OWNER/NAME} and {@code
     *     datasets/OWNER/NAME}
     */
    StubHub(Map<String, Map<String, byte[]>> repositories) throws IOException {
        this.repositories = Map.copyOf(repositories);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = body(exchange.getRequestURI().getPath());
        try (exchange) {
            if (body == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    private byte[] body(String path) throws IOException {
        for (Map.Entry<String, Map<String, byte[]>> one : repositories.entrySet()) {
            String api = "/api/" + one.getKey() + "/";
            String files = "/" + one.getKey().replaceFirst("^models/", "") + "/resolve/" + COMMIT + "/";
            if (path.equals(api + "revision/main")) {
                return JSON.writeValueAsBytes(Map.of("sha", COMMIT));
            }
            if (path.equals(api + "tree/" + COMMIT)) {
                return JSON.writeValueAsBytes(tree(one.getValue()));
            }
            if (path.startsWith(files)) {
                return one.getValue().get(path.substring(files.length()));
            }
        }
        return null;
    }

    private static ArrayNode tree(Map<String, byte[]> files) {
        ArrayNode tree = JSON.createArrayNode();
        files.forEach((path, bytes) -> tree.addObject()
                .put("type", "file")
                .put("path", path)
                .put("size", bytes.length)
                .put("oid", "0".repeat(40))
                .putObject("lfs")
                .put("oid", Emoji.sha256(bytes))
                .put("size", bytes.length));
        return tree;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
