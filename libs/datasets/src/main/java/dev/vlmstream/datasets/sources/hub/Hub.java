package dev.vlmstream.datasets.sources.hub;

import dev.vlmstream.datasets.sources.download.Attempts;
import dev.vlmstream.datasets.sources.download.DownloadException;
import dev.vlmstream.datasets.sources.download.FetchProgress;
import dev.vlmstream.datasets.sources.download.Network;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A hub of models and datasets. */
public final class Hub {

    /** Hidden, so that it is no part of a bundle's digest. */
    private static final String PARTS = ".parts";

    private final HubRequests requests;
    private final Attempts attempts;

    /**
     * @param address such as {@code https://huggingface.co}
     * @param token is sent to that host alone, and appears in no message
     * @throws IllegalArgumentException if the address is not one of http or https
     */
    public Hub(URI address, Optional<String> token, Attempts attempts) {
        this.requests = new HubRequests(address, token, Network.ANY);
        this.attempts = attempts;
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
     * Fetches files of a repository into {@code directory}, such as those that make a bundle. Files that are there and right are left; after an interruption a pull continues
     * where it was.
     *
     * @param choice which of all files
     * @throws DownloadException if the repository cannot be had or holds no bundle, or a checksum is wrong
     * @throws IOException if the directory cannot be written
     */
    public Pulled pull(HubId id, UnaryOperator<List<HubFile>> choice, Path directory, FetchProgress progress)
            throws IOException {
        Repository repository = new Repository(id, requests, attempts);
        HubId commit = repository.commit(id);
        List<HubFile> files = choice.apply(repository.files(commit));
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
