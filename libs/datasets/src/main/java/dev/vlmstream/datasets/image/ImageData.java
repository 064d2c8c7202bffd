package dev.vlmstream.datasets.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An item's image: a place, from which its bytes are read when asked for, in any order and as often as needed. It holds no
 * bytes itself. As text it says where the image lies, for messages.
 */
public interface ImageData {
    /** No image has more bytes; a place that says so is not believed. */
    int MOST_BYTES = 256 << 20;

    /** The encoded image, read now. */
    byte[] bytes() throws IOException;

    /** How many bytes it has; empty where only reading tells. */
    OptionalLong size() throws IOException;

    /** The file that holds this image and nothing else; empty where it lies inside another. */
    default Optional<Path> file() {
        return Optional.empty();
    }

    /**
     * An image in a file of its own.
     *
     * @param path absolute
     */
    public record ImageFile(Path path) implements ImageData {
        @Override
        public byte[] bytes() throws IOException {
            return Files.readAllBytes(path);
        }

        @Override
        public OptionalLong size() throws IOException {
            return OptionalLong.of(Files.size(path));
        }

        @Override
        public Optional<Path> file() {
            return Optional.of(path);
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }
}
