package dev.vlmstream.cli.rest;

import dev.vlmstream.cli.command.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** As whom the services are asked, and whom they are believed to be; from the environment, never a command line. */
final class Access {
    private static final String TOKEN = "VLMSTREAM_TOKEN";
    private static final String USER = "VLMSTREAM_USER";
    private static final String PASSWORD = "VLMSTREAM_PASSWORD";
    private static final String CERTIFICATES = "VLMSTREAM_CERTIFICATES";
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(?:\\.\\d{1,3}){3}|\\[::1]");

    private final UnaryOperator<String> environment;

    /** @param environment the value of a variable, or null; {@code System::getenv} */
    Access(UnaryOperator<String> environment) {
        this.environment = environment;
    }

    private Optional<String> value(String variable) {
        return Optional.ofNullable(environment.apply(variable)).filter(text -> !text.isBlank());
    }

    /** Trusts, beside whom Java trusts by itself, nobody; with {@value #CERTIFICATES} those in that file, and nobody else. */
    HttpClient client() {
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER);
        value(CERTIFICATES).ifPresent(file -> client.sslContext(context(Path.of(file))));
        return client.build();
    }

    private static SSLContext context(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry(String.valueOf(store.size()), certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new CommandFailure(CERTIFICATES + ": " + file + " cannot be read as certificates (PEM): " + e, e);
        }
    }

    /** A request as the user who is signed in. */
    HttpRequest.Builder request(String url, Duration timeout) {
        URI address = URI.create(url);
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(timeout);
        authorization().ifPresent(header -> {
            if (!address.getScheme().equals("https")
                    && !LOOPBACK.matcher(address.getHost()).matches()) {
                throw new CommandFailure("a token or password would go to " + address.getHost()
                        + " in the clear; give an https address with --server, or unset " + TOKEN + " and " + USER);
            }
            request.header("Authorization", header);
        });
        return request;
    }

    /** As a part of a path, or a value of a query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Optional<String> authorization() {
        return value(TOKEN)
                .map(token -> "Bearer " + token.strip())
                .or(() -> value(USER)
                        .map(user -> "Basic "
                                + Base64.getEncoder()
                                        .encodeToString(
                                                (user + ":" + value(PASSWORD).orElse(""))
                                                        .getBytes(StandardCharsets.UTF_8))));
    }

    /**
     * What to do about a refusal.
     *
     * @param role that may what was asked
     */
    String refused(String server, int status, String role) {
        String cure = "set " + TOKEN + ", or " + USER + " and " + PASSWORD;
        if (status == 403) {
            return server + " lets only users with the role " + role + " ask that; " + cure + " of one who has it";
        }
        return authorization().isPresent()
                ? server + " does not know this token or password; look at " + TOKEN + ", " + USER + " and " + PASSWORD
                : server + " requires you to sign in; " + cure;
    }
}
