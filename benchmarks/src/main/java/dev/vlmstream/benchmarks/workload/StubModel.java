package dev.vlmstream.benchmarks.workload;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A model behind an API whose answers take as long as is said. */
public final class StubModel implements AutoCloseable {
    /** Of the model, and of its bundle. */
    public static final String NAME = "stub";

    private static final byte[] ANSWER = """
            {"choices": [{"message": {"role": "assistant", "content": "a grinning face"}, "finish_reason": "stop"}],
             "usage": {"prompt_tokens": 100, "completion_tokens": 4}}""".getBytes(StandardCharsets.UTF_8);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final int atOnce;
    private volatile Duration delay;

    /** @param atOnce requests that a decoder has under way at most */
    public StubModel(Duration delay, int atOnce) {
        this.delay = delay;
        this.atOnce = atOnce;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen", e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** From now on, an answer takes as long as this. */
    public void take(Duration time) {
        delay = time;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            Thread.sleep(delay.toMillis());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, ANSWER.length);
            exchange.getResponseBody().write(ANSWER);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes the bundle that a decoder is started with. */
    public Path bundle(Path directory) {
        Path bundle = directory.resolve(NAME);
        try {
            Files.createDirectories(bundle);
            Files.writeString(
                    bundle.resolve("config.json"),
                    "{\"model_type\": \"remote\", \"api\": \"openai\", \"model\": \"%s\", \"base_url\": \"http://127.0.0.1:%d\", \"max_concurrency\": %d}"
                            .formatted(NAME, server.getAddress().getPort(), atOnce));
            return bundle;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + bundle, e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
