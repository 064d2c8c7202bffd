package dev.vlmstream.datasets.sources;

import java.nio.file.Path;
import java.util.Locale;

/**
 * A dataset on this machine.
 *
 * @param path what readers are given
 * @param bytes of all files
 * @param fetched how many of these were not there before
 */
public record FetchedFiles(Path path, int files, long bytes, long fetched) {
    private static final long MEGABYTE = 1_000_000;

    @Override
    public String toString() {
        return files + (files == 1 ? " file, " : " files, ") + size(bytes) + " in " + path
                + (fetched == 0 ? ", all of it was there" : "");
    }

    private static String size(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", (double) bytes / MEGABYTE);
    }
}
