package dev.vlmstream.cli.fetch;

import dev.vlmstream.cli.output.Progress;
import dev.vlmstream.datasets.sources.download.FetchProgress;

/** Shows how far a download is, in megabytes. */
final class ShownFetch implements FetchProgress {
    private static final long MEGABYTE = 1_000_000;

    private final Progress shown;
    private long last;

    ShownFetch(Progress shown) {
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

    private static long megabytes(long bytes) {
        return (bytes + MEGABYTE - 1) / MEGABYTE;
    }
}
