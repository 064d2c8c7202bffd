package dev.vlmstream.datasets.sources.download;

/** Is told how far a download is. What it throws ends the download; what came is kept. */
@FunctionalInterface
public interface FetchProgress {
    /** For whoever waits only for the end. */
    FetchProgress NONE = (done, all, file) -> {};

    /** @param file the file being fetched or checked */
    void show(long doneBytes, long allBytes, String file);
}
