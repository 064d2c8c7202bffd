package dev.vlmstream.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * Standard output, of which Java's writers do not tell that it cannot be written. When the reader of a pipe has gone, as {@code head} goes,
 * the command ends, as other programs do by the signal SIGPIPE.
 */
final class StandardOutput extends FileOutputStream {
    /** Of a program that SIGPIPE has ended, as a shell sees it. */
    private static final int READER_GONE = 128 + 13;

    private static final int FILE_TYPE = 0170000;
    private static final int PIPE = 0010000;

    private volatile @Nullable IOException failure;
    private volatile boolean readerGone;

    StandardOutput() {
        super(FileDescriptor.out);
    }

    /** A command's exit status, once it has written all it had to; says why if not all was written. */
    int status(int ofCommand) {
        if (failure == null) {
            return ofCommand;
        }
        if (readerGone) {
            return READER_GONE;
        }
        System.err.println("vlmstream: standard output ends before all was written: " + failure.getMessage());
        return CommandLine.ExitCode.SOFTWARE;
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        try {
            super.write(bytes, from, count);
        } catch (IOException e) {
            if (failure == null) {
                readerGone = isPipe();
                failure = e;
                if (readerGone) {
                    // The thread that writes holds locks that the end of a stack waits for.
                    new Thread(() -> System.exit(READER_GONE), "reader-gone").start();
                }
            }
            throw e;
        }
    }

    private static boolean isPipe() {
        try {
            return ((int) Files.getAttribute(Path.of("/dev/fd/1"), "unix:mode") & FILE_TYPE) == PIPE;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        }
    }
}
