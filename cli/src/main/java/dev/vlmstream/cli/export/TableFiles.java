package dev.vlmstream.cli.export;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.output.AtomicFile;
import java.nio.file.Path;

/**
 * Where a run's tables go.
 *
 * @param partition whether the directory's name says the run, as readers of partitioned data know it
 */
record TableFiles(Path predictions, Path verdicts, boolean partition) {

    /** The predictions in this file, the verdicts beside it. */
    static TableFiles of(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        String verdicts = dot > 0 ? name.substring(0, dot) + ".verdicts" + name.substring(dot) : name + ".verdicts";
        return new TableFiles(file, file.resolveSibling(verdicts), false);
    }

    /** Both in a directory of the run's own. */
    static TableFiles partition(Path directory, String run, String ending) {
        Path own = directory.resolve("run=" + run);
        return new TableFiles(own.resolve("predictions" + ending), own.resolve("verdicts" + ending), true);
    }

    /** @throws CommandFailure if one of them is there and may not be replaced */
    void requireFree(boolean force) {
        AtomicFile.requireFree(predictions, force);
        AtomicFile.requireFree(verdicts, force);
    }
}
