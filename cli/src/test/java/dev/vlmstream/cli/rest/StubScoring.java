package dev.vlmstream.cli.rest;

import com.sun.net.httpserver.HttpServer;
import dev.vlmstream.rest.items.ItemLine;
import dev.vlmstream.rest.metrics.RunMetrics;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** A scoring service that knows what a test tells it. */
public final class StubScoring implements AutoCloseable {
    private final HttpServer server;

    public StubScoring() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.start();
    }

    public String address() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /**
     * A run that was scored.
     *
     * @param metrics sparse
     * @param lines of the export, sparse
     */
    public void run(String run, String metrics, String lines) {
        answer("/api/runs/" + run + "/metrics", Sparse.whole(metrics, RunMetrics.class));
        answer(
                "/api/runs/" + run + "/export",
                lines.lines().map(line -> Sparse.whole(line, ItemLine.class)).collect(Collectors.joining("\n")));
    }

    /** It is deleted: its metrics are not found from now on. */
    public void forget(String run) {
        server.removeContext("/api/runs/" + run + "/metrics");
    }

    /** Any answer as it is. */
    public void answer(String path, String body) {
        server.createContext(path, exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        });
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
