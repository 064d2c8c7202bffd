package dev.vlmstream.inference.bundle;

import dev.vlmstream.inference.BundleException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** One digest for a directory: equal if and only if the same files hold the same bytes, links being what they lead to. */
final class DirectoryDigest {
    private static final FileDigests DIGESTS = new FileDigests();

    private DirectoryDigest() {}

    static String sha256(Path directory) {
        MessageDigest whole = sha256();
        try {
            for (Path file : files(directory)) {
                String name = directory.relativize(file).toString().replace('\\', '/');
                // A digest of digests: names and contents cannot run into one another.
                whole.update(name.getBytes(StandardCharsets.UTF_8));
                whole.update((byte) 0);
                whole.update(DIGESTS.sha256(file));
            }
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(directory, e);
        }
        return HexFormat.of().formatHex(whole.digest());
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory, FileVisitOption.FOLLOW_LINKS)) {
            return walk.filter(Files::isRegularFile)
                    .filter(file -> !directory.relativize(file).toString().startsWith("."))
                    .sorted((a, b) -> a.toString().compareTo(b.toString()))
                    .toList();
        }
    }

    /** How many bytes the same files have, which takes no reading. */
    static long bytes(Path directory) {
        try {
            long sum = 0;
            for (Path file : files(directory)) {
                sum += Files.size(file);
            }
            return sum;
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(directory, e);
        }
    }

    private static BundleException unreadable(Path directory, Exception e) {
        return new BundleException("cannot read the files of " + directory + ": " + e.getMessage(), e);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
