package dev.vlmstream.benchmarks.faults;

import dev.vlmstream.benchmarks.workload.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;

/** What happened when, by the clock that the processes' logs go by. */
final class Diary {
    private final Path file;

    Diary(Path file) {
        this.file = file;
    }

    synchronized void say(String line) {
        String dated = LocalTime.now().truncatedTo(ChronoUnit.MILLIS) + " " + line;
        Progress.say(dated);
        try {
            Files.writeString(file, dated + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + file, e);
        }
    }
}
