package dev.vlmstream.cli.output;

import dev.vlmstream.cli.command.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that is there only when it is whole: written beside its place, then moved there. */
public final class AtomicFile implements AutoCloseable {
    private final Path target;
    private final Path temporary;

    private AtomicFile(Path target, Path temporary) {
        this.target = target;
        this.temporary = temporary;
    }

    /**
     * @param force whether an existing file may be replaced
     * @throws CommandFailure if it may not, or the place cannot be written
     */
    public static AtomicFile begin(Path target, boolean force) throws IOException {
        requireFree(target, force);
        Path place = target.toAbsolutePath().normalize();
        Files.createDirectories(place.getParent());
        Path temporary = place.resolveSibling(
                "." + place.getFileName() + "." + ProcessHandle.current().pid() + "-" + System.nanoTime() + ".part");
        // Also where the command is interrupted.
        temporary.toFile().deleteOnExit();
        return new AtomicFile(target, temporary);
    }

    /** @throws CommandFailure if something is there that may not be replaced */
    public static void requireFree(Path target, boolean force) {
        Path place = target.toAbsolutePath().normalize();
        if (Files.isDirectory(place)) {
            throw new CommandFailure(target + " is a directory; name a file");
        }
        if (!force && Files.exists(place)) {
            throw new CommandFailure(target + " already exists; name another with --out, or replace it with --force");
        }
    }

    /** Where to write; nothing is there yet. */
    public Path path() {
        return temporary;
    }

    /** Where it will be, as it was named. */
    public Path target() {
        return target;
    }

    /** Puts what was written in its place. */
    public void commit() throws IOException {
        Path place = target.toAbsolutePath().normalize();
        Files.move(temporary, place, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Removes what was not committed. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(temporary);
    }
}
