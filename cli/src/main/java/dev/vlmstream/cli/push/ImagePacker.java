package dev.vlmstream.cli.push;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.datasets.DatasetItem;
import dev.vlmstream.datasets.image.Digest;
import dev.vlmstream.datasets.image.ImageData;
import dev.vlmstream.preprocessing.ImageException;
import dev.vlmstream.preprocessing.MediaType;
import dev.vlmstream.schemas.ImageRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
                throw new CommandFailure(item.place() + ": " + item.imageName()
                        + " lies elsewhere; fetch it and name the file, since an item carries its image's digest");
            }
            return;
        }
        try {
            requireSmall(item.image(), item.image().size().orElse(0));
        } catch (IOException e) {
            throw unreadable(item.image(), e);
        }
    }

    private void requireSmall(ImageData image, long size) {
        if (size > LARGEST_INLINE && readable(image).isEmpty()) {
            throw new CommandFailure(image + " has " + size + " bytes, too many to travel inline (at most "
                    + LARGEST_INLINE + "), and the services may not read it where it lies; "
                    + (image.file().isPresent()
                            ? "start the stack with `vlmstream up --image-roots DIR` over it"
                            : "write it to a file under a folder of `vlmstream up --image-roots DIR`"));
        }
    }

    /** The image as it travels; null for a question without one. */
    @Nullable
    ImageRef pack(DatasetItem item) {
        if (item.image() == null) {
            return null;
        }
        byte[] bytes = bytes(item.image());
        requireSmall(item.image(), bytes.length);
        Optional<Path> address = bytes.length <= inlineLimit ? Optional.empty() : readable(item.image());
        return ImageRef.newBuilder()
                .setName(item.imageName())
                .setSha256(Digest.of(bytes))
                .setSize(bytes.length)
                .setMediaType(mediaType(bytes, item.imageName()))
                .setBytes(address.isPresent() ? null : ByteBuffer.wrap(bytes))
                .setAddress(address.map(file -> file.toUri().toString()).orElse(null))
                .build();
    }

    /** Null if it is no image that is known, which ingest says of it. */
    private static @Nullable String mediaType(byte[] bytes, String name) {
        try {
            return MediaType.of(bytes, name);
        } catch (ImageException e) {
            return null;
        }
    }

    /** Its file, where the services may read it. */
    private Optional<Path> readable(ImageData image) {
        return image.file().map(ImagePacker::real).filter(file -> roots.stream().anyMatch(file::startsWith));
    }

    /** Where links lead. */
    static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }

    private static byte[] bytes(ImageData image) {
        try {
            return image.bytes();
        } catch (IOException e) {
            throw unreadable(image, e);
        }
    }

    private static CommandFailure unreadable(ImageData image, IOException e) {
        return new CommandFailure(image + " cannot be read: " + e.getMessage(), e);
    }
}
