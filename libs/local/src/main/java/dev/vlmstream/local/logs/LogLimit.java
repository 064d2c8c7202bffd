package dev.vlmstream.local.logs;

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
