package dev.vlmstream.inference.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One digest for a directory: equal if and only if the same files hold the same bytes, links being what they lead to. */
final class DirectoryDigest {
    private static final FileDigests DIGESTS = new FileDigests();

    private DirectoryDigest() {}

    static String sha256(Path directory) {
        MessageDigest whole = Digests.sha256();
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

    /** SHA-256 of files; one that is large is read once for the process, as long as its size and time stay. */
    private static final class FileDigests {
        private static final long LARGE = 1 << 20;
        /** Whoever writes twice within the file system's tick leaves the same time. */
        private static final Duration SETTLED = Duration.ofSeconds(2);

        /** What a file is known by while nobody writes to it. */
        private record FileState(
                Path file,
                long length,
                FileTime modified,
                @Nullable Object inode) {
            static FileState of(Path file) throws IOException {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new FileState(
                        file.toRealPath(), attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
            }

            boolean kept() {
                return length >= LARGE && modified.toMillis() < System.currentTimeMillis() - SETTLED.toMillis();
            }
        }

        private final Map<FileState, byte[]> known = new ConcurrentHashMap<>();

        byte[] sha256(Path file) throws IOException {
            FileState before = FileState.of(file);
            byte[] digest = known.get(before);
            if (digest == null) {
                digest = read(file);
                if (before.kept() && before.equals(FileState.of(file))) {
                    known.put(before, digest);
                }
            }
            return digest;
        }

        private static byte[] read(Path file) throws IOException {
            MessageDigest digest = Digests.sha256();
            byte[] buffer = new byte[1 << 16];
            try (InputStream in = Files.newInputStream(file)) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    digest.update(buffer, 0, n);
                }
            }
            return digest.digest();
        }
    }
}
