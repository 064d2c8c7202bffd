package dev.vlmstream.datasets.sources.hub;

import dev.vlmstream.datasets.sources.download.Answer;
import dev.vlmstream.datasets.sources.download.Attempts;
import dev.vlmstream.datasets.sources.download.DownloadException;
import java.io.IOException;
import java.net.URI;

/** What a hub's status means for someone who wants a repository. */
final class HubResponses {

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
    void check(Answer response, String what) throws IOException {
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
                        : "accept its terms at " + page + " and put a token of yours into the environment as HF_TOKEN");
    }
}
