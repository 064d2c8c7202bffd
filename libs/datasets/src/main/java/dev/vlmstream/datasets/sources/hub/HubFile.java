package dev.vlmstream.datasets.sources.hub;

import dev.vlmstream.datasets.sources.download.DownloadException;
import dev.vlmstream.datasets.sources.download.FileNames;

/**
 * One file of a repository.
 *
 * @param path from the repository's root, with slashes
 * @param size bytes
 */
public record HubFile(String path, long size, Checksum checksum) {

    public HubFile {
        if (!FileNames.staysBelow(path)) {
            throw new DownloadException("the hub lists a file \"" + path + "\", which would lie outside its folder or"
                    + " cannot be a file name; nothing was fetched");
        }
        if (size < 0) {
            throw new DownloadException("the hub gives " + path + " a size of " + size + "; nothing was fetched");
        }
    }
}
