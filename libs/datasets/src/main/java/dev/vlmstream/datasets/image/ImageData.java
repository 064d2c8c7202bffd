package dev.vlmstream.datasets.image;

import java.io.IOException;
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
}
