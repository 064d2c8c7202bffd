package dev.vlmstream.schemas.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** As much of Apicurio Registry's REST interface as a serde calls; ids count from 1. */
final class StubRegistry implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String API = "/apis/registry/v3";

    private final List<String> schemas = new CopyOnWriteArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final HttpServer server;

    StubRegistry() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext(API + "/groups/default/artifacts", this::register);
        server.createContext(API + "/ids/contentIds/", this::content);
        server.start();
    }

    URI url() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    int add(String schema) {
        if (!schemas.contains(schema)) {
            schemas.add(schema);
        }
        return schemas.indexOf(schema) + 1;
    }

    List<String> schemas() {
        return schemas;
    }

    int requests() {
        return requests.get();
    }

    private void register(HttpExchange exchange) throws IOException {
        JsonNode wanted = JSON.readTree(exchange.getRequestBody());
        int id = add(wanted.at("/firstVersion/content/content").asText());
        String name = wanted.path("artifactId").asText();
        answer(exchange, 200, """
                {"artifact":{"groupId":"default","artifactId":"%s","artifactType":"AVRO"},
                 "version":{"groupId":"default","artifactId":"%s","version":"1","globalId":%d,"contentId":%d}}""".formatted(name, name, id, id));
    }

    private void content(HttpExchange exchange) throws IOException {
        String[] path = exchange.getRequestURI().getPath().split("/");
        if (path[path.length - 1].equals("references")) {
            answer(exchange, 200, "[]");
            return;
        }
        int id = Integer.parseInt(path[path.length - 1]);
        if (id < 1 || id > schemas.size()) {
            answer(exchange, 404, "{\"status\":404,\"title\":\"No content with id '" + id + "' was found.\"}");
            return;
        }
        answer(exchange, 200, schemas.get(id - 1));
    }

    private void answer(HttpExchange exchange, int status, String body) throws IOException {
        requests.incrementAndGet();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
