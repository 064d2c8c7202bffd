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

/** Speaks as much of the hub's interface as it takes to fetch the dataset {@code org/tiny}. */
final class OneRepositoryHub implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String COMMIT = "c0ffee".repeat(7).substring(0, 40);
    private static final String API = "/api/datasets/org/tiny/";
    private static final String FILES = "/datasets/org/tiny/resolve/" + COMMIT + "/";

    private final HttpServer server;
    private final Map<String, byte[]> files;

    /** @param files in large file storage, by their paths */
    OneRepositoryHub(Map<String, byte[]> files) throws IOException {
        this.files = Map.copyOf(files);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] file = path.startsWith(FILES) ? files.get(path.substring(FILES.length())) : null;
        try (exchange) {
            if (path.equals(API + "revision/main")) {
                send(exchange, JSON.writeValueAsBytes(Map.of("sha", COMMIT)));
            } else if (path.equals(API + "tree/" + COMMIT)) {
                send(exchange, JSON.writeValueAsBytes(tree()));
            } else if (file != null) {
                send(exchange, file);
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    private ArrayNode tree() {
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

    private static void send(HttpExchange exchange, byte[] bytes) throws IOException {
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
