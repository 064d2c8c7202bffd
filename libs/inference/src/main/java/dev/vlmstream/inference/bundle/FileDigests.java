package dev.vlmstream.inference.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** SHA-256 of files; one that is large is read once for the process, as long as its size and time stay. */
final class FileDigests {
    private static final long LARGE = 1 << 20;
    /** Whoever writes twice within the file system's tick leaves the same time. */
    private static final Duration SETTLED = Duration.ofSeconds(2);

    /** What a file is known by while nobody writes to it. */
    private record Seen(
            Path file,
            long length,
            FileTime modified,
            @Nullable Object inode) {
        static Seen of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Seen(file.toRealPath(), attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
        }

        boolean kept() {
            return length >= LARGE && modified.toMillis() < System.currentTimeMillis() - SETTLED.toMillis();
        }
    }

    private final Map<Seen, byte[]> known = new ConcurrentHashMap<>();

    byte[] sha256(Path file) throws IOException {
        Seen before = Seen.of(file);
        byte[] digest = known.get(before);
        if (digest == null) {
            digest = read(file);
            if (before.kept() && before.equals(Seen.of(file))) {
                known.put(before, digest);
            }
        }
        return digest;
    }

    private static byte[] read(Path file) throws IOException {
        MessageDigest digest = DirectoryDigest.sha256();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return digest.digest();
    }
}
