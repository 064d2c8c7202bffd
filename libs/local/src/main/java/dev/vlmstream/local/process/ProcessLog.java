package dev.vlmstream.local.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where a process writes. It keeps its log itself, so that nobody else needs to be awake for it to be rotated; beside the log
 * lies what the virtual machine and native libraries print, which is little and rare.
 *
 * @param file the log
 * @param limit how much of it is kept
 */
public record ProcessLog(Path file, LogLimit limit) {
    private static final int MOST_BYTES = 64 * 1024;
    /** Of a stack trace, what says no more than where: its many lines would hide what went wrong. */
    private static final Pattern FRAME =
            Pattern.compile("\\s+(at \\S+\\(.*\\).*|\\.\\.\\. \\d+ (more|common frames omitted))");

    /** Where both files ended at some time: what comes after it was written since. */
    public record Mark(long logged, long printed) {
        public static final Mark START = new Mark(0, 0);
    }

    /** What goes to standard output and error: {@code NAME.out} beside {@code NAME.log}. */
    public Path printed() {
        return file.resolveSibling(file.getFileName().toString().replaceFirst("\\.log$", "") + ".out");
    }

    public Mark mark() {
        return new Mark(size(file), size(printed()));
    }

    /** How both files end, for messages, without the frames of stack traces; of what was written before the mark nothing. */
    public String lastWords(Mark since, int lines) {
        String logged = ending(file, since.logged(), lines);
        String printed = ending(printed(), since.printed(), lines);
        if (logged.isEmpty() && printed.isEmpty()) {
            return "it wrote nothing to its log, " + file;
        }
        return (logged + (logged.isEmpty() || printed.isEmpty() ? "" : "\n") + printed).strip();
    }

    private static String ending(Path file, long from, int count) {
        List<String> lines = lines(file, from, count);
        return lines.isEmpty() ? "" : "its log, " + file + ", ends with:\n  " + String.join("\n  ", lines);
    }

    /** Puts aside what was printed if it has grown too large. */
    public void boundPrinted() {
        RotatingFile.bound(printed(), limit);
    }

    /**
     * At most this many of the last lines behind a position that are no frames, or of all if the log was started again since; none
     * if it cannot be read.
     */
    static List<String> lines(Path log, long from, int count) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long since = from > file.length() ? 0 : from;
            int size = (int) Math.min(MOST_BYTES, file.length() - since);
            byte[] end = new byte[size];
            file.seek(file.length() - size);
            file.readFully(end);
            List<String> lines = new String(end, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !FRAME.matcher(line).matches())
                    .toList();
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Bytes; 0 for none. */
    static long size(Path log) {
        try {
            return Files.size(log);
        } catch (IOException e) {
            return 0;
        }
    }

    /**
     * How much of what a process writes is kept.
     *
     * @param bytes at which a file is put aside and another begun
     * @param files how many are kept, the one being written included
     */
    public record LogLimit(long bytes, int files) {
        public static final LogLimit DEFAULT = new LogLimit(20 << 20, 3);

        public LogLimit {
            if (bytes < 1024) {
                throw new IllegalArgumentException("a log file needs 1024 bytes or more, got " + bytes);
            }
            if (files < 2) {
                throw new IllegalArgumentException("of a log 2 files or more are kept, got " + files);
            }
        }
    }
}
