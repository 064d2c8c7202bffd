package dev.vlmstream.datasets.sources.hub;

import dev.vlmstream.datasets.sources.download.Attempts;
import dev.vlmstream.datasets.sources.download.DownloadException;
import dev.vlmstream.datasets.sources.download.Network;
import dev.vlmstream.datasets.sources.download.Requests;
import dev.vlmstream.datasets.sources.download.Response;
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
    Response get(URI address, long from) throws IOException {
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

    /** What a hub's status means for someone who wants a repository. */
    static final class HubResponses {

        private static final int UNAUTHORIZED = 401;
        private static final int FORBIDDEN = 403;
        private static final int NOT_FOUND = 404;
        private static final int TOO_MANY = 429;

        private final HubId id;
        private final URI page;
        private final boolean withToken;

        /** @param page the repository's web page */
        HubResponses(HubId id, URI page, boolean withToken) {
            this.id = id;
            this.page = page;
            this.withToken = withToken;
        }

        /**
         * @param what the file, or what of the repository
         * @throws DownloadException if the answer will stay a refusal
         * @throws Attempts.Busy if it may be another one later
         */
        void check(Response response, String what) throws IOException {
            int status = response.status();
            switch (status) {
                case UNAUTHORIZED, FORBIDDEN -> throw new DownloadException(refused(status));
                case NOT_FOUND ->
                    throw new DownloadException(id + ", " + what + ": not found; look at " + page
                            + " whether repository and revision are spelt so");
                default -> {
                    if (status == TOO_MANY || status / 100 == 5) {
                        throw new Attempts.Busy(response);
                    }
                    if (status / 100 != 2) {
                        throw new DownloadException(id + ", " + what + ": the hub answers with HTTP status " + status);
                    }
                }
            }
        }

        private String refused(int status) {
            return id + ": the hub refuses (HTTP status " + status + "): the " + id.kind()
                    + " is gated, private, or not there; "
                    + (withToken
                            ? "accept its terms at " + page + " with the account that HF_TOKEN belongs to"
                            : "accept its terms at " + page
                                    + " and put a token of yours into the environment as HF_TOKEN");
        }
    }
}
