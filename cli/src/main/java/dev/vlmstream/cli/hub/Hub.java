package dev.vlmstream.cli.hub;

import dev.vlmstream.cli.download.Attempts;
import dev.vlmstream.cli.download.DownloadException;
import dev.vlmstream.cli.download.StallGuard;
import dev.vlmstream.inference.runtime.Dtypes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A hub of models and datasets. */
public final class Hub {

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
        this(address, token, Attempts.FIRST_WAIT, StallGuard.PATIENCE);
    }

    /**
     * @param firstWait before a second attempt
     * @param patience how long a connection may bring next to nothing
     */
    Hub(URI address, Optional<String> token, Duration firstWait, Duration patience) {
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
     * @throws DownloadException if the repository cannot be had or holds no bundle, or a checksum is wrong
     * @throws IOException if the directory cannot be written
     */
    public Pulled pull(HubId id, Dtypes dtypes, Path directory, Progress progress) throws IOException {
        Repository repository = new Repository(id, requests, attempts, patience);
        HubId commit = repository.commit(id);
        List<HubFile> files = new BundleFiles(id, repository.files(commit)).chosen(dtypes);
        Files.createDirectories(directory);
        Path parts = directory.resolve(PARTS);
        repository.fetch(
                commit,
                files,
                file -> new Download.Place(
                        directory.resolve(file.path()),
                        parts.resolve(file.checksum().hex() + ".part")),
                progress);
        removeEmpty(parts);
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
}
