package dev.vlmstream.datasets.sources.download;

import java.util.regex.Pattern;

/** Names of files that whoever serves them has chosen. */
public final class FileNames {
    /** No empty names, no names of dots alone, no backslash, drive letter or control character. */
    private static final Pattern NAME = Pattern.compile("(?!\\.+$)[^/\\\\:\\p{Cntrl}]+");

    private FileNames() {}

    /** Whether a path with slashes stays below the folder to which it is relative, on every system. */
    public static boolean staysBelow(String path) {
        for (String name : path.split("/", -1)) {
            if (!NAME.matcher(name).matches()) {
                return false;
            }
        }
        return true;
    }
}
