package dev.vlmstream.cli.export;

import dev.vlmstream.cli.output.OutPlace;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where to write.
 *
 * @param out null: standard output, or a file here
 * @param force whether what is there may be replaced
 */
record ExportPlace(@Nullable OutPlace out, boolean force) {

    boolean isGiven() {
        return out != null;
    }

    /** The directory that was named; empty: none, or a file. */
    Optional<Path> directory() {
        return Optional.ofNullable(out).filter(OutPlace::isFolder).map(OutPlace::path);
    }

    /** The file that was named, else one of this name in the directory. Names of models may be paths. */
    Path file(String name) {
        String plain = name.replace('/', '-');
        return out == null ? Path.of(plain) : out.file(plain);
    }
}
