package dev.vlmstream.cli.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Sends requests to a hub and follows its redirects; the token goes to the hub's own host alone. */
final class HubRequests {

    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final Duration FIRST_BYTE = Duration.ofSeconds(60);
    private static final int MOST_REDIRECTS = 5;

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final URI hub;
    private final Optional<String> token;

    HubRequests(URI hub, Optional<String> token) {
        this.hub = hub;
        this.token = token.filter(text -> !text.isBlank());
    }

    /** {@code path} begins with a slash and is escaped. */
    URI address(String path) {
        return URI.create(hub.toString().replaceAll("/+$", "") + path);
    }

    boolean hasToken() {
        return token.isPresent();
    }

    /**
     * @param from the first byte wanted; 0 asks for all
     * @return the response that is no redirect; the caller closes its body
     * @throws IOException if there is none, or redirects go round
     */
    HttpResponse<InputStream> get(URI address, long from) throws IOException {
        URI at = address;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            HttpResponse<InputStream> response = send(request(at, from));
            Optional<String> location = response.headers().firstValue("Location");
            if (response.statusCode() / 100 != 3 || location.isEmpty()) {
                return response;
            }
            response.body().close();
            at = at.resolve(location.get());
        }
        throw new IOException("more than " + MOST_REDIRECTS + " redirects");
    }

    private HttpRequest request(URI address, long from) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).timeout(FIRST_BYTE).header("User-Agent", "vlmstream");
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        token.filter(secret -> isHub(address)).ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        return request.build();
    }

    private boolean isHub(URI address) {
        return hub.getScheme().equalsIgnoreCase(address.getScheme())
                && hub.getHost().equalsIgnoreCase(address.getHost())
                && hub.getPort() == address.getPort();
    }

    private HttpResponse<InputStream> send(HttpRequest request) throws IOException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HubException(
                    "interrupted while waiting for " + request.uri().getHost(), e);
        }
    }
}
