package dev.vlmstream.cli.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.testing.Keytool;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that asks who is there, over https with a certificate of its own. */
class AccessTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    Path directory;

    private HttpServer server;
    private volatile String seen;

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    private void serve(HttpServer made, int status) {
        server = made;
        server.createContext("/", exchange -> answer(exchange, status));
        server.start();
    }

    private void answer(HttpExchange exchange, int status) throws IOException {
        seen = exchange.getRequestHeaders().getFirst("Authorization");
        byte[] body = "[]".getBytes(StandardCharsets.US_ASCII);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private ScoringClient client(String scheme, Map<String, String> environment) {
        String address = scheme + "://localhost:" + server.getAddress().getPort();
        return new ScoringClient(address, new Access(environment::get));
    }

    /** An https server whose certificate nobody but its own file vouches for. */
    private HttpsServer https() throws Exception {
        Path store = directory.resolve("server.p12");
        String password = new String(PASSWORD);
        String certificate = directory.resolve("server.pem").toString();
        Keytool.generate(store, password, "server");
        Keytool.run(store, password, "-exportcert", "-alias", "server", "-rfc", "-file", certificate);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        HttpsServer https = HttpsServer.create(anyPort(), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(context));
        return https;
    }

    @Test
    void aTokenGoesBeforeAUser() throws IOException {
        serve(HttpServer.create(anyPort(), 0), 200);
        client("http", Map.of("VLMSTREAM_TOKEN", "abc\n", "VLMSTREAM_USER", "ada"))
                .runs(false);
        assertThat(seen).isEqualTo("Bearer abc");
        client("http", Map.of("VLMSTREAM_USER", "ada", "VLMSTREAM_PASSWORD", "é"))
                .runs(false);
        assertThat(seen).isEqualTo("Basic YWRhOsOp");
        client("http", Map.of()).runs(false);
        assertThat(seen).isNull();
    }

    @Test
    void nothingSecretGoesInTheClearToOtherMachines() {
        ScoringClient client =
                new ScoringClient("http://page.example", new Access(Map.of("VLMSTREAM_TOKEN", "abc")::get));
        assertThatThrownBy(() -> client.runs(false))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("would go to page.example in the clear; give an https address");
    }

    @Test
    void refusalsSayWhatToSet() throws IOException {
        serve(HttpServer.create(anyPort(), 0), 401);
        assertThatThrownBy(() -> client("http", Map.of()).runs(false))
                .hasMessageContaining(
                        "requires you to sign in; set VLMSTREAM_TOKEN, or VLMSTREAM_USER and VLMSTREAM_PASSWORD");
        assertThatThrownBy(
                        () -> client("http", Map.of("VLMSTREAM_TOKEN", "abc")).runs(false))
                .hasMessageContaining("does not know this token or password")
                .hasMessageNotContaining("abc");
    }

    @Test
    void whoHasNoRoleIsToldSo() throws IOException {
        serve(HttpServer.create(anyPort(), 0), 403);
        assertThatThrownBy(
                        () -> client("http", Map.of("VLMSTREAM_TOKEN", "abc")).runs(false))
                .hasMessageContaining("only users with the role reader");
    }

    @Test
    void certificatesOfOnesOwnAreTrustedByFile() throws Exception {
        serve(https(), 200);
        assertThatThrownBy(() -> client("https", Map.of()).runs(false))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("cannot be trusted")
                .hasMessageContaining("VLMSTREAM_CERTIFICATES=FILE");
        String file = directory.resolve("server.pem").toString();
        client("https", Map.of("VLMSTREAM_CERTIFICATES", file, "VLMSTREAM_TOKEN", "abc"))
                .runs(false);
        assertThat(seen).isEqualTo("Bearer abc");
    }

    @Test
    void aFileThatIsNoCertificateIsNamed() throws IOException {
        Path file = Files.writeString(directory.resolve("no.pem"), "no");
        Access access = new Access(Map.of("VLMSTREAM_CERTIFICATES", file.toString())::get);
        assertThatThrownBy(() -> new ScoringClient("https://page.example", access))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("VLMSTREAM_CERTIFICATES: " + file + " cannot be read as certificates");
    }
}
