package dev.vlmstream.cli.fetch;

import java.nio.file.Path;

/**
 * A dataset that is there.
 *
 * @param path what readers are given
 * @param bytes of all files
 * @param fetched how many of these were not there before
 */
record FetchedFiles(Path path, int files, long bytes, long fetched) {

    @Override
    public String toString() {
        return files + (files == 1 ? " file, " : " files, ") + FetchProgress.size(bytes) + " in " + path
                + (fetched == 0 ? ", all of it was there" : "");
    }
}
