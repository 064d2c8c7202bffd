package dev.vlmstream.cli.download;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Sends requests and follows redirects, with headers that are chosen anew for every address. */
public final class Requests {
    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final Duration FIRST_BYTE = Duration.ofSeconds(60);
    private static final int MOST_REDIRECTS = 5;

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final Redirects redirects;

    public Requests(Redirects redirects) {
        this.redirects = redirects;
    }

    /** Which redirects are followed. */
    public interface Redirects {
        boolean allows(URI from, URI to);
    }

    /**
     * @param headers to be sent to an address, which may be that of a redirect
     * @return the response that is no redirect; the caller closes its body
     * @throws IOException if there is none, or redirects go round
     * @throws DownloadException if a redirect must not be followed
     */
    public HttpResponse<InputStream> get(URI address, Function<URI, Map<String, String>> headers) throws IOException {
        URI at = address;
        for (int followed = 0; followed <= MOST_REDIRECTS; followed++) {
            HttpResponse<InputStream> response = send(request(at, headers.apply(at)));
            Optional<String> location = response.headers().firstValue("Location");
            if (response.statusCode() / 100 != 3 || location.isEmpty()) {
                return response;
            }
            response.body().close();
            at = next(at, location.get());
        }
        throw new IOException("more than " + MOST_REDIRECTS + " redirects");
    }

    private URI next(URI from, String location) throws IOException {
        URI to;
        try {
            to = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new IOException("a redirect leads to no address", e);
        }
        boolean isWeb = "http".equalsIgnoreCase(to.getScheme()) || "https".equalsIgnoreCase(to.getScheme());
        if (!isWeb || to.getHost() == null || !redirects.allows(from, to)) {
            throw new DownloadException(from.getHost() + " redirects to " + to.getScheme() + "://" + to.getAuthority()
                    + ", which is not followed; if that is right, give the address there");
        }
        return to;
    }

    private static HttpRequest request(URI address, Map<String, String> headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).timeout(FIRST_BYTE).header("User-Agent", "vlmstream");
        headers.forEach(request::header);
        return request.build();
    }

    private HttpResponse<InputStream> send(HttpRequest request) throws IOException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DownloadException(
                    "interrupted while waiting for " + request.uri().getHost(), e);
        }
    }
}
