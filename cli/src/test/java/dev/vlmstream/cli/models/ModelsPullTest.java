package dev.vlmstream.cli.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.vlmstream.cli.Invocation;
import dev.vlmstream.cli.Main;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class ModelsPullTest {
    /** SHA-1 of "blob 2", a zero byte and "{}"; of "blob 0" and a zero byte. */
    private static final String BRACES = "9e26dfeeb6e641a33dae4961196235bdb965b21b";

    private static final String NOTHING = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";
    private static final Map<String, String> ANSWERS = Map.of(
            "/api/models/org/tiny/revision/v1",
            "{\"sha\": \"abc\"}",
            "/api/models/org/tiny/tree/abc",
            "[" + entry("config.json", 2, BRACES) + "," + entry("onnx/model.onnx", 0, NOTHING) + "]",
            "/org/tiny/resolve/abc/config.json",
            "{}",
            "/org/tiny/resolve/abc/onnx/model.onnx",
            "");

    @TempDir
    Path directory;

    private HttpServer server;

    private static String entry(String path, int size, String oid) {
        return "{\"type\": \"file\", \"path\": \"" + path + "\", \"size\": " + size + ", \"oid\": \"" + oid + "\"}";
    }

    @BeforeEach
    void servesOneModel() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                String answer = ANSWERS.get(exchange.getRequestURI().getPath());
                byte[] body = (answer == null ? "" : answer).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
    }

    @AfterEach
    void stops() {
        server.stop(0);
    }

    private Invocation pull(String id, Path out) {
        String hub = "http://127.0.0.1:" + server.getAddress().getPort();
        return Invocation.of("models", "pull", id, "--hub", hub, "--out", out, "--json");
    }

    @Test
    void pullsABundleAndTellsWhatCame() {
        Path out = directory.resolve("tiny");
        Invocation pulled = pull("org/tiny@v1", out);
        assertThat(pulled.status()).isZero();
        assertThat(pulled.json().path("commit").asText()).isEqualTo("abc");
        assertThat(pulled.json().path("files").asInt()).isEqualTo(2);
        assertThat(pulled.err())
                .contains("pulling org/tiny@v1 from 127.0.0.1: 2 files, 1 MB\n", "org/tiny@v1, MB: 1 of 1, 2 files");
        assertThat(out.resolve("config.json")).hasContent("{}");
        assertThat(out.resolve("onnx/model.onnx")).isEmptyFile();
    }

    @Test
    void saysWhatIsWrongWithoutATrace() {
        Invocation pulled = pull("org/other", directory);
        assertThat(pulled.status()).isEqualTo(1);
        assertThat(pulled.err())
                .contains(
                        "vlmstream models pull: org/other: the hub has no such model (HTTP status 404); correct the name")
                .doesNotContain("\tat ");
        assertThat(pull("../x", directory).err()).contains("\"../x\" is no repository");
    }

    @Test
    void withoutANetworkItSaysWhatElseThereIs() {
        server.stop(0);
        Invocation pulled = pull("org/tiny", directory.resolve("tiny"));
        assertThat(pulled.status()).isEqualTo(1);
        assertThat(pulled.err())
                .contains(
                        "127.0.0.1 cannot be reached from here", "HF_ENDPOINT", "HTTPS_PROXY", "or copy " + directory);
    }

    @Test
    void whenItIsInterruptedItSaysThatTheSameCommandContinues() throws Exception {
        server.createContext(
                "/api/models/org/slow",
                exchange -> directory.resolve("asked").toFile().createNewFile());
        String hub = "http://127.0.0.1:" + server.getAddress().getPort();
        Process pulling = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Main.class.getName(),
                        "models",
                        "pull",
                        "org/slow",
                        "--hub",
                        hub)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("said.txt").toFile())
                .start();
        while (pulling.isAlive() && !Files.exists(directory.resolve("asked"))) {
            Thread.sleep(50);
        }
        pulling.destroy();
        pulling.waitFor();
        assertThat(directory.resolve("said.txt"))
                .content()
                .contains("stopped; what has been fetched is kept, and the same command continues from there");
    }

    @Test
    void verifyLooksForCasesWithinTheBundle() throws IOException {
        Files.writeString(directory.resolve("config.json"), "{\"model_type\": \"clip\"}");
        Invocation verified = Invocation.of("models", "verify", directory);
        assertThat(verified.status()).isEqualTo(1);
        assertThat(verified.err())
                .contains(directory.resolve("golden/index.jsonl").toString());
    }
}
