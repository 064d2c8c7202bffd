package dev.vlmstream.cli.push;

import dev.vlmstream.cli.CommandFailure;
import dev.vlmstream.datasets.DatasetItem;
import dev.vlmstream.schemas.ImageRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides how each image travels: small ones inline, large ones by address where the services may read them. */
final class ImagePacker {
    /** A record takes 16 MiB; the rest of an item needs little of it. */
    static final long LARGEST_INLINE = 12L * 1024 * 1024;

    private final long inlineLimit;
    private final List<Path> roots;

    /**
     * @param inlineLimit bytes up to which an image travels inline
     * @param roots directories from which the services may read
     */
    ImagePacker(long inlineLimit, List<Path> roots) {
        if (inlineLimit < 0 || inlineLimit > LARGEST_INLINE) {
            throw new IllegalArgumentException(
                    "--inline-limit must be 0 to " + LARGEST_INLINE + " bytes, got " + inlineLimit);
        }
        this.inlineLimit = inlineLimit;
        this.roots = roots.stream().map(ImagePacker::real).toList();
    }

    /** @throws CommandFailure if the image can travel neither way */
    void check(DatasetItem item) {
        if (item.image() == null) {
            if (item.imageName() != null) {
                throw new CommandFailure("line " + item.line() + ": " + item.imageName()
                        + " lies elsewhere; fetch it and name the file, since an item carries its image's digest");
            }
            return;
        }
        long size = size(item.image());
        if (size > LARGEST_INLINE && !isReadable(item.image())) {
            throw new CommandFailure(item.image() + " has " + size + " bytes, too many to travel inline (at most "
                    + LARGEST_INLINE + "), and the services may not read it where it lies; start the stack with"
                    + " `vlmstream up --image-roots DIR` over it");
        }
    }

    /** The image as it travels; null for a question without one. */
    @Nullable
    ImageRef pack(DatasetItem item) {
        if (item.image() == null) {
            return null;
        }
        byte[] bytes = bytes(item.image());
        boolean inline = bytes.length <= inlineLimit || !isReadable(item.image());
        return ImageRef.newBuilder()
                .setName(item.imageName())
                .setSha256(sha256(bytes))
                .setSize(bytes.length)
                .setBytes(inline ? ByteBuffer.wrap(bytes) : null)
                .setAddress(inline ? null : real(item.image()).toUri().toString())
                .build();
    }

    private boolean isReadable(Path image) {
        Path real = real(image);
        return roots.stream().anyMatch(real::startsWith);
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }

    private static long size(Path image) {
        try {
            return Files.size(image);
        } catch (IOException e) {
            throw new CommandFailure(image + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static byte[] bytes(Path image) {
        try {
            return Files.readAllBytes(image);
        } catch (IOException e) {
            throw new CommandFailure(image + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
