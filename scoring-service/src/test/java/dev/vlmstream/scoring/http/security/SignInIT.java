package dev.vlmstream.scoring.http.security;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.scoring.BrokerResource;
import dev.vlmstream.scoring.http.Management;
import dev.vlmstream.scoring.http.OverHttp;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import io.smallrye.jwt.build.Jwt;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users in the configuration and tokens of OpenID Connect, both at once. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
@TestProfile(SignInProfile.class)
class SignInIT extends OverHttp {
    @TestHTTPResource(tls = true)
    URI overTls;

    private static int status(RequestSpecification who, String path) {
        return who.redirects().follow(false).get(path).statusCode();
    }

    private static RequestSpecification user(String name) {
        return given().auth().preemptive().basic(name, name + "'s secret");
    }

    private static RequestSpecification token(PrivateKey key, String... roles) {
        return given().auth()
                .preemptive()
                .oauth2(Jwt.upn("ada").groups(Set.of(roles)).sign(key));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/js/main.js",
                "/api/runs",
                "/api/events",
                "/q/openapi",
                "/q/metrics",
                "/q/health",
                "/q/health/live",
                "//api/runs",
                "/none"
            })
    void withoutANameNothingIsShown(String path) throws IOException {
        assertThat(RawRequest.status(path, "Host: localhost")).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health/live", "/q/health/ready", "/q/metrics"})
    void probesAndScrapersNeedNoneOnTheirPort(String path) {
        assertThat(status(Management.ask(), path)).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/metrics", "/q/health", "/q/health/live", "/q/health/ready"})
    void healthAndMetricsAreOnTheirPortAlone(String path) {
        assertThat(status(user("reader"), path)).isEqualTo(404);
        assertThat(status(user("operator"), path)).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/index.html",
                "/js/main.js",
                "/api/runs",
                "/api/events",
                "/api/live",
                "/q/openapi",
                "/q/health/../../api/runs",
                "/q/health/%2e%2e/%2e%2e/api/runs",
                "//api/runs"
            })
    void theirPortHasNeitherPageNorRuns(String path) throws IOException {
        assertThat(RawRequest.status(Management.port(), path, "Host: localhost"))
                .isEqualTo(404);
    }

    @Test
    void aReaderReadsRunsAndNoMore() {
        assertThat(status(user("reader"), "/")).isEqualTo(200);
        assertThat(status(user("reader"), "/api/runs")).isEqualTo(200);
        assertThat(status(user("reader"), "/q/openapi")).isEqualTo(200);
        assertThat(user("reader").post("/api/runs").statusCode()).isEqualTo(403);
    }

    @Test
    void anOperatorMayWhateverIsThere() {
        assertThat(status(user("operator"), "/api/runs")).isEqualTo(200);
        // Runs are opened elsewhere, so that there is nothing here to do.
        assertThat(user("operator").post("/api/runs").statusCode()).isNotIn(401, 403);
    }

    @Test
    void whoHasNoRoleOrAWrongPasswordSeesNothing() {
        assertThat(status(user("guest"), "/api/runs")).isEqualTo(403);
        assertThat(status(given().auth().preemptive().basic("reader", "guess"), "/api/runs"))
                .isEqualTo(401);
        assertThat(status(given().auth().preemptive().basic("nobody", ""), "/api/runs"))
                .isEqualTo(401);
    }

    @Test
    void aTokensRolesCountIfItIsSignedByTheIssuer() {
        assertThat(status(token(SignInProfile.ISSUER.getPrivate(), "reader"), "/api/runs"))
                .isEqualTo(200);
        assertThat(token(SignInProfile.ISSUER.getPrivate(), "reader")
                        .post("/api/runs")
                        .statusCode())
                .isEqualTo(403);
        assertThat(token(SignInProfile.ISSUER.getPrivate(), "operator")
                        .post("/api/runs")
                        .statusCode())
                .isNotIn(401, 403);
        assertThat(status(token(SignInProfile.ISSUER.getPrivate(), "other"), "/api/runs"))
                .isEqualTo(403);
        assertThat(status(token(SignInProfile.keys().getPrivate(), "operator"), "/api/runs"))
                .isEqualTo(401);
    }

    /** HTTP/2's requests name the host in their authority, and have no header Host. */
    @Test
    void withTlsThereIsHttp2() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + overTls.getPort() + "/api/runs"))
                .header("Authorization", "Basic " + encoded("reader:reader's secret"))
                .build();
        HttpResponse<Void> response = HttpClient.newBuilder()
                .sslContext(trusting())
                .build()
                .send(request, HttpResponse.BodyHandlers.discarding());
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(response.statusCode()).isEqualTo(200);
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static SSLContext trusting() throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance(SignInProfile.CERTIFICATE.toFile(), SignInProfile.PASSWORD.toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("page", keys.getCertificate("page"));
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }
}
