package dev.vlmstream.datasets.sources.hub;

import dev.vlmstream.datasets.sources.download.Answer;
import dev.vlmstream.datasets.sources.download.Network;
import dev.vlmstream.datasets.sources.download.Requests;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Sends requests to a hub and follows its redirects; the token goes to the hub's own host alone. */
final class HubRequests implements AutoCloseable {

    /** Large files lie with other hosts; each file's checksum is verified. */
    private final Requests requests;

    private final URI hub;
    private final Optional<String> token;

    /** @throws IllegalArgumentException if the address is not one of http or https */
    HubRequests(URI hub, Optional<String> token, Network network) {
        if (hub.getHost() == null || !List.of("http", "https").contains(hub.getScheme())) {
            throw new IllegalArgumentException(
                    "hub address \"" + hub + "\" is not usable; write it like https://huggingface.co");
        }
        this.hub = hub;
        this.requests = new Requests((from, to) -> true, network);
        this.token = token.filter(text -> !text.isBlank());
    }

    @Override
    public void close() throws IOException {
        requests.close();
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
    Answer get(URI address, long from) throws IOException {
        return requests.get(address, at -> headers(at, from));
    }

    private Map<String, String> headers(URI address, long from) {
        Map<String, String> headers = new TreeMap<>();
        if (from > 0) {
            headers.put("Range", "bytes=" + from + "-");
        }
        token.filter(secret -> isHub(address)).ifPresent(secret -> headers.put("Authorization", "Bearer " + secret));
        return headers;
    }

    private boolean isHub(URI address) {
        return hub.getScheme().equalsIgnoreCase(address.getScheme())
                && hub.getHost().equalsIgnoreCase(address.getHost())
                && hub.getPort() == address.getPort();
    }
}
