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
import java.util.function.Supplier;
import org.apache.hc.core5.http.HttpStatus;

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

        /** How the hub says what it means by a status. */
        private static final String CODE = "X-Error-Code";

        private final HubId id;
        private final URI page;
        private final URI tokens;
        private final boolean withToken;
        private final Supplier<List<String>> near;

        /** @param near repositories that may be meant if there is none of that name; asked for only then */
        HubResponses(HubId id, HubRequests requests, Supplier<List<String>> near) {
            this.id = id;
            this.page = requests.address(id.page());
            this.tokens = requests.address("/settings/tokens");
            this.withToken = requests.hasToken();
            this.near = near;
        }

        /**
         * What is said of the repository.
         *
         * @throws DownloadException if the answer will stay a refusal
         * @throws Attempts.Busy if it may be another one later
         */
        void checkListing(Response response) throws IOException {
            int status = response.status();
            if (status == HttpStatus.SC_UNAUTHORIZED && !withToken && !isGated(response)) {
                throw new DownloadException(id + ": the " + id.kind() + " is private, or there is none of that name"
                        + " (HTTP status 401; without a token the hub does not say which): if it is private, put a token"
                        + " of an account that may read it into the environment as HF_TOKEN (" + tokens
                        + " makes one); if not, correct the name" + near());
            }
            if (status == HttpStatus.SC_NOT_FOUND) {
                boolean revision = response.header(CODE).equals(Optional.of("RevisionNotFound"));
                throw new DownloadException(
                        revision
                                ? id + ": the " + id.kind() + " has no revision \"" + id.revision()
                                        + "\" (HTTP status 404); " + page + " shows its branches and tags"
                                : id + ": the hub has no such " + id.kind()
                                        + (id.revision().equals(HubId.MAIN) ? "" : ", or not this revision of it")
                                        + " (HTTP status 404)" + (withToken ? " that your token may see" : "")
                                        + "; correct the name" + near());
            }
            check(response, "listing");
        }

        /** The same of one file. */
        void checkFile(Response response, String path) throws IOException {
            if (response.status() == HttpStatus.SC_NOT_FOUND) {
                throw new DownloadException(id + ", " + path + ": not found (HTTP status 404); look at " + page);
            }
            check(response, path);
        }

        private void check(Response response, String what) throws IOException {
            int status = response.status();
            if (status == HttpStatus.SC_UNAUTHORIZED && withToken && !isGated(response)) {
                throw new DownloadException(id + ": the hub rejects the token in HF_TOKEN (HTTP status 401); " + tokens
                        + " makes another one");
            }
            if (status == HttpStatus.SC_UNAUTHORIZED || status == HttpStatus.SC_FORBIDDEN) {
                throw new DownloadException(id + ": the " + id.kind() + " is gated (HTTP status " + status
                        + "): accept its terms at " + page
                        + (withToken
                                ? " with the account that HF_TOKEN belongs to, and let the token read it"
                                : ", and put a token of yours into the environment as HF_TOKEN (" + tokens
                                        + " makes one)"));
            }
            if (status == HttpStatus.SC_TOO_MANY_REQUESTS || status / 100 == 5) {
                throw new Attempts.Busy(response);
            }
            if (status / 100 != 2) {
                throw new DownloadException(id + ", " + what + ": the hub answers with HTTP status " + status);
            }
        }

        private static boolean isGated(Response response) {
            return response.header(CODE).equals(Optional.of("GatedRepo"));
        }

        private String near() {
            List<String> names = near.get();
            return names.isEmpty() ? "" : "; there is " + String.join(", ", names);
        }
    }
}
