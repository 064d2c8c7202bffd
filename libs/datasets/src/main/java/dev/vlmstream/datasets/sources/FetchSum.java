package dev.vlmstream.datasets.sources;

import dev.vlmstream.datasets.sources.download.FetchProgress;

/** What came of files that are fetched one after another. */
final class FetchSum {
    private final FetchProgress progress;
    private final long whole;
    private String file = "";
    private long before;
    private long done;
    private long size;
    private long came;

    /** @param whole bytes of all files; negative if nobody knows */
    FetchSum(FetchProgress progress, long whole) {
        this.progress = progress;
        this.whole = whole;
    }

    /** @param begun what of the file came before */
    void begin(String name, long begun) {
        file = name;
        done = begun;
        size = -1;
    }

    /** @param bytes of the file; negative if nobody knows */
    void expect(long bytes) {
        size = bytes;
    }

    /** @param bytes that came; negative if some have to be fetched again */
    void add(long bytes) {
        done += bytes;
        came += Math.max(0, bytes);
        // Where the end is not known it is always a little further.
        long all = whole >= 0 ? whole : before + (size < 0 ? done + 1 : size);
        progress.show(before + done, all, file);
    }

    /** @param bytes of the file, which is there */
    void end(long bytes) {
        before += bytes;
        if (came > 0) {
            progress.show(before, Math.max(before, whole), file);
        }
    }

    /** Bytes of all files that are there. */
    long all() {
        return before;
    }

    /** Bytes that were fetched, some of them perhaps twice. */
    long came() {
        return came;
    }
}
