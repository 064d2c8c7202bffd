package dev.vlmstream.local.logs;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The end of a log, for messages. */
public final class LogTail {
    private static final int MOST_BYTES = 16 * 1024;

    private LogTail() {}

    /** At most this many of the last lines; none if the log cannot be read. */
    public static List<String> lines(Path log, int count) {
        return lines(log, 0, count);
    }

    /** As {@link #lines(Path, int)}, of what lies behind a position; of everything if the log was started again since. */
    static List<String> lines(Path log, long from, int count) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long since = from > file.length() ? 0 : from;
            int size = (int) Math.min(MOST_BYTES, file.length() - since);
            byte[] end = new byte[size];
            file.seek(file.length() - size);
            file.readFully(end);
            List<String> lines = new String(end, StandardCharsets.UTF_8).lines().toList();
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
}
