package dev.vlmstream.datasets.sources;

import dev.vlmstream.datasets.Source;
import dev.vlmstream.datasets.sources.download.Attempts;
import dev.vlmstream.datasets.sources.download.DownloadException;
import dev.vlmstream.datasets.sources.download.FetchProgress;
import dev.vlmstream.datasets.sources.download.Network;
import dev.vlmstream.datasets.sources.download.Requests;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/** Fetches files of web servers into a cache, in which each address has a folder. */
public final class WebFiles implements AutoCloseable {
    private static final int DIGITS = 16;

    private final Requests requests;
    private final Network network;
    private final Path cache;
    private final Attempts attempts;
    private final Duration patience;

    /**
     * @param firstWait before a second attempt
     * @param patience how long a connection may bring next to nothing
     */
    public WebFiles(Path cache, Network network, Duration firstWait, Duration patience) {
        this.requests = new Requests(WebFiles::isAllowed, network);
        this.network = network;
        this.cache = cache;
        this.attempts = new Attempts(firstWait);
        this.patience = patience;
    }

    /** To another host only where nobody can lie about being it; never where others begin to listen. */
    private static boolean isAllowed(URI from, URI to) {
        boolean isSafe = to.getScheme().equalsIgnoreCase("https");
        boolean wasSafe = from.getScheme().equalsIgnoreCase("https");
        return wasSafe ? isSafe : to.getHost().equalsIgnoreCase(from.getHost());
    }

    /** @throws dev.vlmstream.datasets.sources.download.DownloadException if a file cannot be had */
    public FetchedFiles fetch(DatasetAddress.OnWeb address, FetchProgress progress) throws IOException {
        address.files().forEach(this::requireAllowed);
        Path folder = cache.resolve(digest(address.written()).substring(0, DIGITS));
        List<String> names = Source.expand(address.name());
        FetchSum sum = new FetchSum(progress, -1);
        for (int i = 0; i < names.size(); i++) {
            Path target = folder.resolve(names.get(i));
            WebFile file = new WebFile(address.files().get(i), target, sum);
            attempts.run("fetching " + names.get(i), () -> file.fetch(requests, patience));
            sum.end(Files.size(target));
        }
        return new FetchedFiles(folder.resolve(address.name()), names.size(), sum.all(), sum.came());
    }

    private void requireAllowed(URI file) {
        if (!network.allows().test(file)) {
            throw new DownloadException(
                    file.getScheme() + "://" + file.getAuthority() + " is not one that may be read");
        }
    }

    @Override
    public void close() throws IOException {
        requests.close();
    }

    private static String digest(String address) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(address.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
