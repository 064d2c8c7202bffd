package dev.vlmstream.datasets.sources.hub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.datasets.sources.download.Answer;
import dev.vlmstream.datasets.sources.download.Attempts;
import dev.vlmstream.datasets.sources.download.DownloadException;
import dev.vlmstream.datasets.sources.download.StallGuard;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a hub what a repository holds. */
final class HubListing {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>\\s*;\\s*rel=\"next\"");

    private final HubRequests requests;
    private final HubResponses responses;
    private final Attempts attempts;
    private final Duration patience;

    /** @param patience how long a connection may bring next to nothing */
    HubListing(HubRequests requests, HubResponses responses, Attempts attempts, Duration patience) {
        this.requests = requests;
        this.responses = responses;
        this.attempts = attempts;
        this.patience = patience;
    }

    /** The commit that a revision stands for now. */
    HubId commit(HubId id) {
        String path = id.api() + "/revision/" + escaped(id.revision());
        JsonNode answer = page(id, requests.address(path)).json();
        if (!answer.path("sha").isTextual()) {
            throw new DownloadException(id + ": the hub's answer names no commit (sha); is this a Hugging Face hub?");
        }
        return id.at(answer.get("sha").asText());
    }

    /** All files at a commit. */
    List<HubFile> files(HubId id) {
        List<HubFile> files = new ArrayList<>();
        Optional<URI> next = Optional.of(requests.address(id.api() + "/tree/" + id.revision() + "?recursive=true"));
        while (next.isPresent()) {
            Page page = page(id, next.get());
            page.json().forEach(entry -> {
                if (entry.path("type").asText().equals("file")) {
                    files.add(file(entry));
                }
            });
            next = page.next();
        }
        return files;
    }

    private static HubFile file(JsonNode entry) {
        String path = entry.path("path").asText();
        JsonNode large = entry.path("lfs");
        try {
            Checksum checksum = large.isObject()
                    ? new Checksum(Checksum.Kind.SHA256, large.path("oid").asText())
                    : new Checksum(Checksum.Kind.GIT_BLOB, entry.path("oid").asText());
            long size = large.isObject()
                    ? large.path("size").asLong(-1)
                    : entry.path("size").asLong(-1);
            return new HubFile(path, size, checksum);
        } catch (IllegalArgumentException e) {
            throw new DownloadException("the hub's entry of " + path + " cannot be used: " + e.getMessage(), e);
        }
    }

    private record Page(JsonNode json, Optional<URI> next) {}

    private Page page(HubId id, URI address) {
        return attempts.run("asking for " + id, () -> {
            Answer response = requests.get(address, 0);
            try (InputStream body = new StallGuard(response.body(), patience)) {
                responses.check(response, "listing");
                return new Page(JSON.readTree(body), next(response, address));
            } catch (JsonProcessingException e) {
                throw new DownloadException(
                        id + ": " + address + " did not answer with JSON; is this a Hugging Face hub?", e);
            }
        });
    }

    private static Optional<URI> next(Answer response, URI address) throws IOException {
        Optional<Matcher> matcher = response.header("Link").map(NEXT::matcher).filter(Matcher::find);
        return matcher.map(found -> address.resolve(found.group(1)));
    }

    /** Branches may have slashes, which the hub wants as %2F. */
    private static String escaped(String revision) {
        return revision.replace("/", "%2F");
    }
}
