package dev.vlmstream.datasets.sources.hub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.datasets.JsonRecords;
import dev.vlmstream.datasets.sources.download.Attempts;
import dev.vlmstream.datasets.sources.download.DownloadException;
import dev.vlmstream.datasets.sources.download.FetchProgress;
import dev.vlmstream.datasets.sources.download.Response;
import dev.vlmstream.datasets.sources.download.StallGuard;
import dev.vlmstream.datasets.sources.hub.HubFile.Checksum;
import dev.vlmstream.datasets.sources.hub.HubRequests.HubResponses;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hc.core5.http.HttpStatus;

/** One repository of a hub: what it holds, and its files. */
final class Repository {

    private static final Pattern NEXT = Pattern.compile("<([^>]+)>\\s*;\\s*rel=\"next\"");
    private static final int SHOWN = 5;

    private final HubRequests requests;
    private final Attempts attempts;
    private final HubResponses responses;

    Repository(HubId id, HubRequests requests, Attempts attempts) {
        this.requests = requests;
        this.attempts = attempts;
        this.responses = new HubResponses(id, requests, () -> near(id));
    }

    /** The commit that a revision stands for now. */
    HubId commit(HubId id) {
        return sha(id, page(id, revision(id)));
    }

    /** The same; empty if there is no such branch. */
    Optional<HubId> branch(HubId id) {
        return ask(id, revision(id), true).map(page -> sha(id, page));
    }

    /** Branches may have slashes, which the hub wants as %2F. */
    private URI revision(HubId id) {
        return requests.address(id.api() + "/revision/" + id.revision().replace("/", "%2F"));
    }

    private static HubId sha(HubId id, Page page) {
        JsonNode answer = page.json();
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
        return ask(id, address, false).orElseThrow();
    }

    /** @param mayLack what is not there is empty, and no error */
    private Optional<Page> ask(HubId id, URI address, boolean mayLack) {
        return attempts.run("asking for " + id, () -> {
            Response response = requests.get(address, 0);
            try (InputStream body = new StallGuard(response.body(), attempts.patience())) {
                if (mayLack && response.status() == HttpStatus.SC_NOT_FOUND) {
                    return Optional.empty();
                }
                responses.checkListing(response);
                return Optional.of(read(id, address, response, body));
            }
        });
    }

    private static Page read(HubId id, URI address, Response response, InputStream body) throws IOException {
        try {
            return new Page(JsonRecords.MAPPER.readTree(body), next(response, address));
        } catch (JsonProcessingException e) {
            throw new DownloadException(
                    id + ": " + address + " did not answer with JSON; is this a Hugging Face hub?", e);
        }
    }

    /** Repositories that may be meant where there is none of a name; none where the hub does not say. */
    private List<String> near(HubId id) {
        String name = id.name();
        String owner = id.repository().substring(0, id.repository().length() - name.length());
        List<String> queries = List.of(
                "search=" + name,
                "author=" + owner.replace("/", "") + "&search=" + name.substring(0, (name.length() + 1) / 2));
        for (String query : queries) {
            URI address = requests.address(id.kind().api().replaceFirst("/$", "") + "?" + query + "&limit=" + SHOWN);
            List<String> ids = new ArrayList<>();
            try {
                Response response = requests.get(address, 0);
                try (InputStream body = new StallGuard(response.body(), attempts.patience())) {
                    if (response.status() / 100 == 2) {
                        JsonRecords.MAPPER
                                .readTree(body)
                                .forEach(one -> ids.add(one.path("id").asText()));
                    }
                }
            } catch (IOException | DownloadException e) {
                return List.of();
            }
            if (!ids.isEmpty()) {
                return ids.subList(0, Math.min(SHOWN, ids.size()));
            }
        }
        return List.of();
    }

    private static Optional<URI> next(Response response, URI address) throws IOException {
        Optional<Matcher> matcher = response.header("Link").map(NEXT::matcher).filter(Matcher::find);
        return matcher.map(found -> address.resolve(found.group(1)));
    }

    /**
     * Fetches files. Those that are there and right are left; what came of one before is continued.
     *
     * @param places where each belongs
     */
    void fetch(HubId commit, List<HubFile> files, Function<HubFile, Download.Place> places, FetchProgress progress)
            throws IOException {
        Count count = new Count(files.stream().mapToLong(HubFile::size).sum(), progress);
        for (HubFile file : files) {
            Download download = new Download(file, places.apply(file), bytes -> count.advance(bytes, file));
            if (download.isThere()) {
                count.advance(file.size(), file);
            } else {
                count.advance(download.begun(), file);
                fetch(commit, file, download);
            }
        }
    }

    private void fetch(HubId commit, HubFile file, Download download) throws IOException {
        String path = commit.page() + "/resolve/" + commit.revision() + "/" + escaped(file.path());
        attempts.run("fetching " + file.path(), () -> {
            download.fetch(requests, responses, requests.address(path), attempts.patience());
            return file;
        });
        download.finish();
    }

    /** What of all bytes is there. */
    private static final class Count {
        private final long all;
        private final FetchProgress progress;
        private long done;

        Count(long all, FetchProgress progress) {
            this.all = all;
            this.progress = progress;
        }

        void advance(long bytes, HubFile file) {
            done += bytes;
            progress.show(done, all, file.path());
        }
    }

    private static String escaped(String path) {
        return Arrays.stream(path.split("/"))
                .map(name -> URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"))
                .collect(Collectors.joining("/"));
    }
}
