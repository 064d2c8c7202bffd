package dev.vlmstream.cli.hub;

import java.util.regex.Pattern;

/**
 * One file of a repository.
 *
 * @param path from the repository's root, with slashes
 * @param size bytes
 */
public record HubFile(String path, long size, Checksum checksum) {

    /** No empty names, no names of dots alone, no backslash, drive letter or control character. */
    private static final Pattern NAME = Pattern.compile("(?!\\.+$)[^/\\\\:\\p{Cntrl}]+");

    public HubFile {
        for (String name : path.split("/", -1)) {
            if (!NAME.matcher(name).matches()) {
                throw new HubException("the hub lists a file \"" + path + "\", which would lie outside the bundle or"
                        + " cannot be a file name; nothing was fetched");
            }
        }
        if (size < 0) {
            throw new HubException("the hub gives " + path + " a size of " + size + "; nothing was fetched");
        }
    }
}
