package dev.vlmstream.datasets.sources.download;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.util.Timeout;

/** Sends requests and follows redirects, with headers that are chosen again for every address. */
public final class Requests implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final Duration NEXT_BYTE = Duration.ofSeconds(60);
    private static final int MOST_REDIRECTS = 5;

    private final CloseableHttpClient http;
    private final Redirects redirects;
    private final Network network;

    public Requests(Redirects redirects, Network network) {
        this.redirects = redirects;
        this.network = network;
        // Proxies of the environment would look hosts up by themselves.
        var client = HttpClients.custom();
        this.http = (network == Network.ANY ? client.useSystemProperties() : client)
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(new Resolver(network.lookUp()))
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.of(CONNECT))
                                .setSocketTimeout(Timeout.of(NEXT_BYTE))
                                .build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(Timeout.of(NEXT_BYTE))
                        .build())
                .setUserAgent("vlmstream")
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .build();
    }

    /** Which redirects are followed. */
    public interface Redirects {
        boolean allows(URI from, URI to);
    }

    /** What is looked up is what is connected to. */
    private record Resolver(Network.LookUp lookUp) implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            return lookUp.addresses(host);
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }

    /**
     * @param headers to be sent to an address, which may be that of a redirect
     * @return the answer that is no redirect; the caller closes its body
     * @throws IOException if there is none, or redirects go round
     * @throws DownloadException if an address must not be asked, or a redirect not be followed
     */
    public Response get(URI address, Function<URI, Map<String, String>> headers) throws IOException {
        URI at = address;
        for (int followed = 0; followed <= MOST_REDIRECTS; followed++) {
            Response answer = send(at, headers.apply(at));
            Optional<String> location = answer.header("Location");
            if (answer.status() / 100 != 3 || location.isEmpty()) {
                return answer;
            }
            answer.body().close();
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
        if (!isWeb
                || to.getHost() == null
                || !redirects.allows(from, to)
                || !network.allows().test(to)) {
            throw new DownloadException(from.getHost() + " redirects to " + to.getScheme() + "://" + to.getAuthority()
                    + ", which is not followed; if that is right, give that address");
        }
        return to;
    }

    private Response send(URI address, Map<String, String> headers) throws IOException {
        HttpGet request = new HttpGet(address);
        headers.forEach(request::setHeader);
        return new Response(request, http.executeOpen(null, request, null));
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
