package dev.vlmstream.cli.fetch;

import dev.vlmstream.cli.hub.Hub;
import dev.vlmstream.cli.output.Progress;
import java.util.Locale;

/** How far a download is, in megabytes. */
final class FetchProgress implements Hub.Progress {
    private static final long MEGABYTE = 1_000_000;

    private final Progress shown;
    private long last;

    FetchProgress(Progress shown) {
        this.shown = shown;
    }

    @Override
    public void show(long doneBytes, long allBytes, String file) {
        last = allBytes;
        shown.show(doneBytes / MEGABYTE, megabytes(allBytes), file);
    }

    /** Where anything came at all. */
    void finish() {
        if (last > 0) {
            shown.finish(megabytes(last), megabytes(last), "");
        }
    }

    void interrupt() {
        shown.interrupt();
    }

    static String size(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", (double) bytes / MEGABYTE);
    }

    private static long megabytes(long bytes) {
        return (bytes + MEGABYTE - 1) / MEGABYTE;
    }
}
