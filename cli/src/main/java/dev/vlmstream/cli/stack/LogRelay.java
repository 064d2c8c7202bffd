package dev.vlmstream.cli.stack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Passes on what a stack in the background says while it starts. */
final class LogRelay implements AutoCloseable {
    /** Said to whoever sits in the foreground. */
    private static final String UP = "up: ";

    private final InputStream in;
    private final StartLines lines;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    LogRelay(Path log, StartLines lines) throws IOException {
        this.in = Files.newInputStream(log);
        this.lines = lines;
    }

    /** Passes on the lines that have come since. */
    void pass() throws IOException {
        for (byte next : in.readAllBytes()) {
            if (next == '\n') {
                say(line.toString(StandardCharsets.UTF_8));
                line.reset();
            } else {
                line.write(next);
            }
        }
    }

    private void say(String text) {
        if (text.startsWith(StartLines.WAITING)) {
            lines.still(text);
        } else if (!text.startsWith(UP)) {
            lines.happened(text);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
