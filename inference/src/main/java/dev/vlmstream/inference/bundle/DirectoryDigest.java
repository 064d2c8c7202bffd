package dev.vlmstream.inference.bundle;

import dev.vlmstream.inference.BundleException;
import java.io.IOException;
import java.io.InputStream;
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

    private DirectoryDigest() {}

    static String sha256(Path directory) {
        MessageDigest whole = sha256();
        try {
            for (Path file : files(directory)) {
                String name = directory.relativize(file).toString().replace('\\', '/');
                // A digest of digests: names and contents cannot run into one another.
                whole.update(name.getBytes(StandardCharsets.UTF_8));
                whole.update((byte) 0);
                whole.update(contents(file));
            }
        } catch (IOException | UncheckedIOException e) {
            throw new BundleException("cannot read the files of " + directory + ": " + e.getMessage(), e);
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

    private static byte[] contents(Path file) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
