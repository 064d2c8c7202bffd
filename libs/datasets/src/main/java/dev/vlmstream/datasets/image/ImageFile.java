package dev.vlmstream.datasets.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

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
