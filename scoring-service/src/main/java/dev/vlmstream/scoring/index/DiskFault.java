package dev.vlmstream.scoring.index;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What is wrong where a file cannot be read or written, in words; that a disk has no room the system says, where it has none. */
public final class DiskFault {
    private DiskFault() {}

    /** @param cannot what was tried, e.g. {@code cannot write} */
    public static String of(String cannot, Path file, IOException cause) {
        return cannot + " " + file + ": " + reason(cause);
    }

    private static String reason(IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return "it, or its directory, was deleted";
        }
        if (cause instanceof AccessDeniedException) {
            return "this process may not";
        }
        return cause instanceof FileSystemException named && named.getReason() != null
                ? named.getReason()
                : String.valueOf(cause.getMessage());
    }
}
