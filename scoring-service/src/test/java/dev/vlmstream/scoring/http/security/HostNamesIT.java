package dev.vlmstream.scoring.http.security;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.scoring.BrokerResource;
import dev.vlmstream.scoring.http.Management;
import dev.vlmstream.scoring.http.OverHttp;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps other people's pages away from this one. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
class HostNamesIT extends OverHttp {

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/runs", "/js/main.js", "/q/openapi", "/none"})
    void anotherNameThatLeadsHereIsMisdirected(String path) throws IOException {
        assertThat(RawRequest.status(path, "Host: evil.example")).isEqualTo(421);
        assertThat(RawRequest.status(path, "Host: localhost.evil.example:80")).isEqualTo(421);
        assertThat(RawRequest.status(path, "Host: evil.example:" + RestAssured.port, "X-Forwarded-Host: localhost"))
                .isEqualTo(421);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/metrics", "/q/health", "/q/health/live", "/none"})
    void healthAndMetricsAreMisdirectedAsWell(String path) throws IOException {
        assertThat(RawRequest.status(Management.port(), path, "Host: evil.example"))
                .isEqualTo(421);
        assertThat(RawRequest.status(Management.port(), path, "Host: evil.example", "X-Forwarded-Host: localhost"))
                .isEqualTo(421);
    }

    @Test
    void aRefusalNamesTheSetting() {
        String error = given().header("Host", "evil.example")
                .get("/api/runs")
                .jsonPath()
                .getString("error");
        assertThat(error).contains("not called [evil.example]").contains("vlmstream.http.hosts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:8084", "127.0.0.1:8084", "[::1]:8084", "10.1.2.3:8084"})
    void thisMachinesNamesAndAddressesInFiguresPass(String host) throws IOException {
        assertThat(RawRequest.status("/api/runs", "Host: " + host)).isEqualTo(200);
        assertThat(RawRequest.status(Management.port(), "/q/health/ready", "Host: " + host))
                .isEqualTo(200);
    }

    /** As Java's client does unless told otherwise. */
    @Test
    void whoOffersHttp2InTheClearIsAnsweredInHttp1() throws IOException, InterruptedException {
        HttpResponse<Void> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + "/api/runs"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(response.statusCode()).isEqualTo(200);
    }

    @Test
    void whoNamesNobodyIsMisdirected() throws IOException {
        assertThat(RawRequest.status("/", "Host:")).isIn(400, 421);
        assertThat(RawRequest.status("/", "X-Forwarded-Host: localhost")).isIn(400, 421);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/js/main.js", "/api/runs", "/api/runs/none", "/q/openapi"})
    void everyAnswerTellsTheBrowserWhatItMayDo(String path) {
        assertThat(get(path).header("Content-Security-Policy"))
                .contains("default-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(get(path).header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(get(path).header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(get(path).header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
        assertThat(get(path).header("Permissions-Policy")).contains("camera=()");
    }

    @Test
    void eventStreamsAreNeitherKeptNorHeldBack() throws IOException {
        HttpURLConnection events =
                (HttpURLConnection) URI.create("http://localhost:" + RestAssured.port + "/api/events")
                        .toURL()
                        .openConnection();
        assertThat(events.getHeaderFields().get("Cache-Control")).containsExactly("no-cache");
        assertThat(events.getHeaderField("X-Accel-Buffering")).isEqualTo("no");
        assertThat(events.getHeaderField("X-Content-Type-Options")).isEqualTo("nosniff");
        events.disconnect();
        assertThat(get("/api/runs").header("X-Accel-Buffering")).isNull();
    }
}
