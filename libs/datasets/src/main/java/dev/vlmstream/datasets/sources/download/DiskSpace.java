package dev.vlmstream.datasets.sources.download;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a disk has room for what is to come. */
public final class DiskSpace {
    private DiskSpace() {}

    /**
     * @param what is to be fetched
     * @throws DownloadException if it has not
     */
    public static void require(Path folder, long bytes, String what) throws IOException {
        Files.createDirectories(folder);
        long free = left(folder);
        if (bytes > free) {
            throw new DownloadException(what + " takes " + bytes + " bytes more, and the disk of " + folder + " has "
                    + free + " left; nothing was fetched");
        }
    }

    static long left(Path folder) throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }
}
