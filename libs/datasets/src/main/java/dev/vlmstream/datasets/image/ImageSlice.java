package dev.vlmstream.datasets.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * An image as it lies within a larger file.
 *
 * @param files keeps the archive open
 * @param where for messages
 */
public record ImageSlice(OpenFiles files, Path archive, long offset, int length, String where) implements ImageData {
    @Override
    public byte[] bytes() throws IOException {
        return files.read(archive, offset, length);
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.of(length);
    }

    @Override
    public String toString() {
        return where;
    }
}
