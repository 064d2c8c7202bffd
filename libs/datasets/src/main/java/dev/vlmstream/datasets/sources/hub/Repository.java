package dev.vlmstream.datasets.sources.hub;

import dev.vlmstream.datasets.sources.download.Attempts;
import dev.vlmstream.datasets.sources.download.FetchProgress;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One repository of a hub: what it holds, and its files. */
final class Repository {

    private final HubRequests requests;
    private final Attempts attempts;
    private final Duration patience;
    private final HubResponses responses;
    private final HubListing listing;

    /** @param patience how long a connection may bring next to nothing */
    Repository(HubId id, HubRequests requests, Attempts attempts, Duration patience) {
        this.requests = requests;
        this.attempts = attempts;
        this.patience = patience;
        this.responses = new HubResponses(id, requests.address(id.page()), requests.hasToken());
        this.listing = new HubListing(requests, responses, attempts, patience);
    }

    /** The commit that a revision stands for now. */
    HubId commit(HubId id) {
        return listing.commit(id);
    }

    /** All files at a commit. */
    List<HubFile> files(HubId commit) {
        return listing.files(commit);
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
            download.fetch(requests, responses, requests.address(path), patience);
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
