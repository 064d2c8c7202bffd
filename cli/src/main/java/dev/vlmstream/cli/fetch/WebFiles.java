package dev.vlmstream.cli.fetch;

import dev.vlmstream.cli.download.Attempts;
import dev.vlmstream.cli.download.Requests;
import dev.vlmstream.cli.push.DatasetAddress;
import dev.vlmstream.datasets.Source;
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
final class WebFiles {
    private static final int DIGITS = 16;

    private final Requests requests = new Requests(WebFiles::isAllowed);
    private final Path cache;
    private final Attempts attempts;
    private final Duration patience;

    /**
     * @param firstWait before a second attempt
     * @param patience how long a connection may bring next to nothing
     */
    WebFiles(Path cache, Duration firstWait, Duration patience) {
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

    /** @throws dev.vlmstream.cli.download.DownloadException if a file cannot be had */
    FetchedFiles fetch(DatasetAddress.OnWeb address, FetchProgress progress) throws IOException {
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

    private static String digest(String address) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(address.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
