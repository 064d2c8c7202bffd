package dev.vlmstream.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A real Apicurio Registry as a process, which keeps all in memory. Run on this Java if it is 21 or newer, else on that
 * of the environment variable REGISTRY_JAVA_HOME.
 */
final class RegistryServer implements AutoCloseable {
    private static final Path HOME = Path.of("target/registry-server");
    private static final int OLDEST_JAVA = 21;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path log = HOME.resolve("server.log");
    private final Process process;
    private final int port;

    RegistryServer() throws IOException, InterruptedException {
        String home = System.getenv().getOrDefault("REGISTRY_JAVA_HOME", System.getProperty("java.home"));
        assumeTrue(
                Runtime.version().feature() >= OLDEST_JAVA || System.getenv("REGISTRY_JAVA_HOME") != null,
                "Apicurio Registry needs Java " + OLDEST_JAVA + "; point REGISTRY_JAVA_HOME at one");
        port = freePort();
        process = new ProcessBuilder(
                        Path.of(home, "bin", "java").toString(),
                        "-Xmx512m",
                        "-Dquarkus.http.host=127.0.0.1",
                        "-Dquarkus.http.port=" + port,
                        "-Dquarkus.management.host=127.0.0.1",
                        "-Dquarkus.management.port=" + freePort(),
                        "-jar",
                        "quarkus-run.jar")
                .directory(HOME.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        awaitReady();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** The body of an answer that must be good. */
    String get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                http.send(HttpRequest.newBuilder(url().resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer.body();
    }

    private void awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            try {
                get("/apis/registry/v3/system/info");
                return;
            } catch (IOException | AssertionError notYet) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw new IllegalStateException("the registry did not start:\n" + Files.readString(log), notYet);
                }
                Thread.sleep(200);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
