package dev.vlmstream.datasets.sources.download;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;

/**
 * A file on its way: its bytes gather in a part, which gets the file's name once it is whole.
 *
 * @param progress is told how many bytes came; negative if some have to be fetched again
 */
public record Part(Path path, LongConsumer progress) {
    private static final int BUFFER = 1 << 16;
    /** Of the disk, where nobody says how much is to come. */
    private static final long LEFT_FREE = 1L << 30;

    /** Bytes that came and need not be fetched again. */
    public long begun() throws IOException {
        return Files.isRegularFile(path) ? Files.size(path) : 0;
    }

    /** Throws away what came. */
    public void startAgain() throws IOException {
        progress.accept(-begun());
        Files.deleteIfExists(path);
    }

    /**
     * Adds what comes, up to the file's end.
     *
     * @param size of the whole file; negative if that is not known
     * @throws DownloadException if a file of unknown size would fill the disk
     * @throws IOException if the connection ends before; what came is kept
     */
    public void append(InputStream body, long size) throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        long at = begun();
        long most = size < 0 ? at + room(path.toAbsolutePath().getParent()) - LEFT_FREE : size;
        byte[] buffer = new byte[BUFFER];
        try (OutputStream out = Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (int n = body.read(buffer); n >= 0 && at < most; n = body.read(buffer)) {
                int wanted = (int) Math.min(n, most - at);
                out.write(buffer, 0, wanted);
                at += wanted;
                progress.accept(wanted);
            }
        }
        if (size < 0 && at >= most) {
            throw new DownloadException("after " + at + " bytes no end is in sight, and the disk of " + path.getParent()
                    + " is nearly full; the rest is not fetched");
        }
        if (at < size) {
            throw new EOFException("the connection ended at byte " + at + " of " + size);
        }
    }

    /** Gives the whole part its name, in one step. */
    public void become(Path target) throws IOException {
        Files.createDirectories(target.toAbsolutePath().getParent());
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * @param what is to be fetched
     * @throws DownloadException if it has not
     */
    public static void requireRoom(Path folder, long bytes, String what) throws IOException {
        Files.createDirectories(folder);
        long free = room(folder);
        if (bytes > free) {
            throw new DownloadException(what + " takes " + bytes + " bytes more, and the disk of " + folder + " has "
                    + free + " left; nothing was fetched");
        }
    }

    static long room(Path folder) throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }
}
