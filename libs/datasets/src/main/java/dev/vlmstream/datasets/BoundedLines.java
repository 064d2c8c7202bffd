package dev.vlmstream.datasets;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** The lines of a text, none longer than a line may be: what has no line ends is read no further than that. */
public final class BoundedLines {
    /** An image of 16 MiB, the most that a topic takes, as base64, with room for the rest. */
    public static final int LONGEST = 32 * 1024 * 1024;

    private final Reader text;
    private final char[] buffer = new char[1 << 16];
    private final StringBuilder line = new StringBuilder();
    private int at;
    private int end;
    private boolean carriageReturn;
    private long number;

    public BoundedLines(Reader text) {
        this.text = text;
    }

    /**
     * The next line without its end, which is a line feed, a carriage return, or both.
     *
     * @throws IOException if it cannot be read, or is too long; the message names the line
     */
    public @Nullable String next() throws IOException {
        number++;
        line.setLength(0);
        if (carriageReturn && fill() && buffer[at] == '\n') {
            at++;
        }
        carriageReturn = false;
        if (!fill()) {
            return null;
        }
        while (fill()) {
            int start = at;
            while (at < end && buffer[at] != '\n' && buffer[at] != '\r') {
                at++;
            }
            append(start);
            if (at < end) {
                carriageReturn = buffer[at++] == '\r';
                break;
            }
        }
        return line.toString();
    }

    private void append(int start) throws IOException {
        if (line.length() + at - start > LONGEST) {
            throw new IOException("line " + number + " has more than " + LONGEST
                    + " characters; records stand one on a line, or in one array");
        }
        line.append(buffer, start, at - start);
    }

    /** Whether there is a character at hand. */
    private boolean fill() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(0, text.read(buffer));
        }
        return at < end;
    }
}
