package dev.vlmstream.cli.hub;

import dev.vlmstream.inference.runtime.Dtypes;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A hub of models. */
public final class Hub {

    private static final Duration FIRST_WAIT = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Hidden, so that it is no part of a bundle's digest. */
    private static final String PARTS = ".parts";

    private final HubRequests requests;
    private final Attempts attempts;
    private final Duration patience;

    /**
     * @param address such as {@code https://huggingface.co}
     * @param token is sent to that host alone, and appears in no message
     * @throws IllegalArgumentException if the address is not one of http or https
     */
    public Hub(URI address, Optional<String> token) {
        this(address, token, FIRST_WAIT, PATIENCE);
    }

    /**
     * @param firstWait before a second attempt
     * @param patience how long a connection may bring next to nothing
     */
    Hub(URI address, Optional<String> token, Duration firstWait, Duration patience) {
        if (address.getHost() == null || !List.of("http", "https").contains(address.getScheme())) {
            throw new IllegalArgumentException(
                    "hub address \"" + address + "\" is not usable; write it like https://huggingface.co");
        }
        this.requests = new HubRequests(address, token);
        this.attempts = new Attempts(firstWait);
        this.patience = patience;
    }

    /** Is told how far a pull is. */
    public interface Progress {
        /** @param file the file being fetched or checked */
        void show(long doneBytes, long allBytes, String file);
    }

    /**
     * What came of a pull.
     *
     * @param commit that the revision stood for
     * @param files of the bundle, with those that were there before
     * @param bytes of all of them
     */
    public record Pulled(String commit, int files, long bytes) {}

    /**
     * Fetches a bundle into {@code directory}. Files that are there and right are left; after an interruption a pull goes on
     * where it was.
     *
     * @param dtypes of the graphs: auto takes the most precise
     * @throws HubException if the repository cannot be had or holds no bundle, or a checksum is wrong
     * @throws IOException if the directory cannot be written
     */
    public Pulled pull(HubId id, Dtypes dtypes, Path directory, Progress progress) throws IOException {
        HubResponses responses = new HubResponses(id, requests.address("/" + id.repository()), requests.hasToken());
        HubListing listing = new HubListing(requests, responses, attempts, patience);
        HubId commit = listing.commit(id);
        List<HubFile> files = new BundleFiles(id, listing.files(commit)).chosen(dtypes);
        Files.createDirectories(directory);
        new Pull(commit, files, directory, progress, responses).run();
        removeEmpty(directory.resolve(PARTS));
        return new Pulled(
                commit.revision(),
                files.size(),
                files.stream().mapToLong(HubFile::size).sum());
    }

    private static void removeEmpty(Path parts) throws IOException {
        if (!Files.isDirectory(parts)) {
            return;
        }
        try (Stream<Path> left = Files.list(parts)) {
            for (Path old : left.toList()) {
                Files.delete(old);
            }
        }
        Files.delete(parts);
    }

    /** One pull under way. */
    private final class Pull {
        private final HubId commit;
        private final List<HubFile> files;
        private final Path directory;
        private final Progress progress;
        private final HubResponses responses;
        private final long all;
        private long done;

        Pull(HubId commit, List<HubFile> files, Path directory, Progress progress, HubResponses responses) {
            this.commit = commit;
            this.files = files;
            this.directory = directory;
            this.progress = progress;
            this.responses = responses;
            this.all = files.stream().mapToLong(HubFile::size).sum();
        }

        void run() throws IOException {
            for (HubFile file : files) {
                Download download = new Download(file, directory, directory.resolve(PARTS), patience);
                if (download.isThere()) {
                    advance(file.size(), file);
                } else {
                    fetch(download, file);
                }
            }
        }

        private void fetch(Download download, HubFile file) throws IOException {
            advance(download.begun(), file);
            String path = "/" + commit.repository() + "/resolve/" + commit.revision() + "/" + escaped(file.path());
            attempts.run("fetching " + file.path(), () -> {
                download.fetch(requests, responses, requests.address(path), bytes -> advance(bytes, file));
                return file;
            });
            download.finish();
        }

        private void advance(long bytes, HubFile file) {
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
