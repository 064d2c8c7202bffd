package dev.vlmstream.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.datasets.image.Digest;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With users in the configuration. */
class RolesIT {
    private static final String MANIFEST = IngestStack.manifest("r");

    @TempDir
    static Path data;

    private static IngestStack ingest;

    @BeforeAll
    static void start() {
        Map<String, String> settings = new HashMap<>();
        for (String role : new String[] {"reader", "operator", "guest"}) {
            String secret = role + ":vlmstream:" + role + "'s secret";
            settings.put(
                    "quarkus.security.users.embedded.users." + role,
                    Digest.of(secret.getBytes(StandardCharsets.UTF_8)));
            settings.put("quarkus.security.users.embedded.roles." + role, role);
        }
        ingest = IngestStack.start(data, settings);
    }

    @AfterAll
    static void stop() {
        ingest.close();
    }

    private static int status(String user, HttpRequest.Builder request) throws Exception {
        String login = user + ":" + user + "'s secret";
        request.header(
                "Authorization", "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
        return IngestStack.send(request).statusCode();
    }

    @Test
    void anOperatorAloneOpensRuns() throws Exception {
        assertThat(ingest.post(MANIFEST).statusCode()).isEqualTo(401);
        assertThat(status("nobody", ingest.toRuns(MANIFEST))).isEqualTo(401);
        assertThat(status("guest", ingest.toRuns(MANIFEST))).isEqualTo(403);
        assertThat(status("reader", ingest.toRuns(MANIFEST))).isEqualTo(403);
        assertThat(status("operator", ingest.toRuns(MANIFEST))).isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/runs/none/items", "/api/runs/none/close"})
    void anOperatorAlonePushesItems(String path) throws Exception {
        assertThat(IngestStack.send(toLines(path)).statusCode()).isEqualTo(401);
        assertThat(status("reader", toLines(path))).isEqualTo(403);
        assertThat(status("operator", toLines(path))).isIn(404, 415);
    }

    private static HttpRequest.Builder toLines(String path) {
        return ingest.to(path)
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
    }

    @Test
    void aReaderReadsTheInterfacesDescription() throws Exception {
        assertThat(status("reader", ingest.to("/q/openapi"))).isEqualTo(200);
        assertThat(IngestStack.send(ingest.to("/q/openapi")).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health/live", "/q/health/ready", "/q/metrics"})
    void probesAndScrapersNeedNoNameOnTheirPortWhichIsTheOnlyOne(String path) throws Exception {
        assertThat(IngestStack.send(ingest.toManagement(path)).statusCode()).isEqualTo(200);
        assertThat(IngestStack.send(ingest.to(path)).statusCode()).isEqualTo(401);
        assertThat(status("reader", ingest.to(path))).isEqualTo(404);
        assertThat(status("operator", ingest.to(path))).isEqualTo(404);
    }

    @Test
    void noRunIsOpenedOnThatPort() throws Exception {
        assertThat(status("operator", ingest.toManagement("/api/runs"))).isEqualTo(404);
        assertThat(status("operator", ingest.toManagement("/q/openapi"))).isEqualTo(404);
    }
}
