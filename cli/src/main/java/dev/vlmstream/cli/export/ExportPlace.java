package dev.vlmstream.cli.export;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where to write.
 *
 * @param out a file, or a directory: one is what is there as one, or is called one; null: standard output, or a file here
 * @param force whether what is there may be replaced
 */
record ExportPlace(@Nullable String out, boolean force) {

    boolean isGiven() {
        return out != null;
    }

    /** The directory that was named; empty: none, or a file. */
    Optional<Path> directory() {
        return Optional.ofNullable(out)
                .filter(place -> place.endsWith("/") || Files.isDirectory(Path.of(place)))
                .map(Path::of);
    }

    /** The file that was named; empty: none, or one that is to be made. */
    Optional<Path> file() {
        return Optional.ofNullable(out).map(Path::of).filter(Files::isRegularFile);
    }

    /** The file that was named, else one of this name in the directory. Names of models may be paths. */
    Path file(String name) {
        String plain = name.replace('/', '-');
        return directory()
                .map(directory -> directory.resolve(plain))
                .orElseGet(() -> Path.of(out == null ? plain : out));
    }
}
