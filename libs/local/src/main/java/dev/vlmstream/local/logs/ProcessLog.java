package dev.vlmstream.local.logs;

import java.nio.file.Path;
import java.util.List;

/**
 * Where a process writes. It keeps its log itself, so that nobody else needs to be awake for it to be rotated; beside the log
 * lies what the virtual machine and native libraries print, which is little and rare.
 *
 * @param file the log
 * @param limit how much of it is kept
 */
public record ProcessLog(Path file, LogLimit limit) {
    /** Where both files ended at some time: what comes after it was written since. */
    public record Mark(long logged, long printed) {
        public static final Mark START = new Mark(0, 0);
    }

    /** What goes to standard output and error: {@code NAME.out} beside {@code NAME.log}. */
    public Path printed() {
        return file.resolveSibling(file.getFileName().toString().replaceFirst("\\.log$", "") + ".out");
    }

    public Mark mark() {
        return new Mark(LogTail.size(file), LogTail.size(printed()));
    }

    /** How both files end, for messages; of what was written before the mark nothing. */
    public String lastWords(Mark since, int lines) {
        String logged = ending(file, since.logged(), lines);
        String printed = ending(printed(), since.printed(), lines);
        if (logged.isEmpty() && printed.isEmpty()) {
            return "it wrote nothing to its log, " + file;
        }
        return (logged + (logged.isEmpty() || printed.isEmpty() ? "" : "\n") + printed).strip();
    }

    private static String ending(Path file, long from, int count) {
        List<String> lines = LogTail.lines(file, from, count);
        return lines.isEmpty() ? "" : "its log, " + file + ", ends with:\n  " + String.join("\n  ", lines);
    }

    /** Puts aside what was printed if it has grown too large. */
    public void boundPrinted() {
        LogFiles.bound(printed(), limit);
    }
}
