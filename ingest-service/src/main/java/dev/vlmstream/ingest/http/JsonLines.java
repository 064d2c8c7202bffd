package dev.vlmstream.ingest.http;

import dev.vlmstream.ingest.ItemIntake;
import dev.vlmstream.streaming.http.Problem;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A body of JSON Lines, some lines at a time and no faster than they are asked for. Lines that are too long are skipped, and told.
 * The room that lines take is that of the batch that was read last.
 */
final class JsonLines implements AutoCloseable {
    static final String NDJSON = "application/x-ndjson";
    static final String JSONL = "application/jsonl";

    private static final int MOST_LINES = 64;
    private static final int MOST_BYTES = 4 << 20;
    /** A line that came waits no longer for others than until the next piece of the body. */
    private static final long LINGER_NANOS = 200_000_000;

    private final InputStream body;
    private final MemoryBudget room;
    private final int maxLine;
    private final long maxBody;
    private final ItemIntake.Refusals refusals;

    private final byte[] piece = new byte[1 << 16];
    private int from;
    private int to;
    private long read;
    private boolean ended;

    private Buffer line = new Buffer();
    private boolean tooLong;
    private long number = 1;
    private int taken;

    JsonLines(InputStream body, MemoryBudget room, int maxLine, long maxBody, ItemIntake.Refusals refusals) {
        this.body = body;
        this.room = room;
        this.maxLine = maxLine;
        this.maxBody = maxBody;
        this.refusals = refusals;
    }

    /** Whether a type is that of JSON Lines, whatever parameters it has. */
    static boolean isType(String type) {
        String plain = type.split(";")[0].strip();
        return plain.equals(NDJSON) || plain.equals(JSONL);
    }

    /** Whether {@code Content-Encoding} is gzip, which lines may have. */
    static boolean isZipped(@Nullable String encoding) {
        return "gzip".equalsIgnoreCase(encoding) || "x-gzip".equalsIgnoreCase(encoding);
    }

    /** Lines with {@code Content-Encoding: gzip}. To close them leaves the body open. */
    static InputStream unzipped(InputStream body) throws IOException {
        return new GZIPInputStream(
                new FilterInputStream(body) {
                    /** At the end of a gzip member, nothing to read at once would be taken for the end of all. */
                    @Override
                    public int available() {
                        return 1;
                    }

                    @Override
                    public void close() {
                        // Who has opened it closes it.
                    }
                },
                1 << 16);
    }

    /** How many lines were read, empty ones too. */
    long count() {
        return number - 1;
    }

    /**
     * The next lines that are not empty; none at the end.
     *
     * @throws jakarta.ws.rs.WebApplicationException 413 if the body is too large, 503 if there is no room for it
     */
    List<ItemIntake.Line> next() throws IOException, InterruptedException {
        giveBack(line.size());
        List<ItemIntake.Line> batch = new ArrayList<>();
        long bytes = 0;
        long since = System.nanoTime();
        while (batch.size() < MOST_LINES && bytes < MOST_BYTES) {
            if (from == to && !batch.isEmpty() && isLate(since)) {
                return batch;
            }
            if (from == to && !fill()) {
                return line.size() > 0 || tooLong ? withLine(batch) : batch;
            }
            int newline = newline();
            append(newline);
            if (newline < to) {
                from = newline + 1;
                bytes += line.size();
                withLine(batch);
            } else {
                from = to;
            }
        }
        return batch;
    }

    private boolean isLate(long since) throws IOException {
        return body.available() == 0 || System.nanoTime() - since > LINGER_NANOS;
    }

    private boolean fill() throws IOException {
        int count = ended ? -1 : body.read(piece);
        ended = count < 0;
        from = 0;
        to = Math.max(0, count);
        read += to;
        if (read > maxBody) {
            throw Problem.tooLarge("the body has more than the " + maxBody
                    + " bytes of vlmstream.items.body-bytes: send the rest from line " + number + " on in another");
        }
        return !ended;
    }

    private int newline() {
        int at = from;
        while (at < to && piece[at] != '\n') {
            at++;
        }
        return at;
    }

    private void append(int end) throws InterruptedException {
        if (tooLong || line.size() + end - from > maxLine) {
            tooLong = true;
            line = new Buffer();
            return;
        }
        taken += room.take(end - from);
        line.write(piece, from, end - from);
    }

    private List<ItemIntake.Line> withLine(List<ItemIntake.Line> batch) {
        if (tooLong) {
            refusals.refuse(
                    number,
                    "longer than the " + maxLine + " bytes of vlmstream.items.line-bytes: upload its image to"
                            + " /api/images first, or send the item as a form");
        } else if (!line.isBlank()) {
            batch.add(new ItemIntake.Line(number, line.toByteArray()));
        }
        line = new Buffer();
        tooLong = false;
        number++;
        return batch;
    }

    private void giveBack(int but) {
        room.giveBack(taken - Math.min(taken, but));
        taken = Math.min(taken, but);
    }

    @Override
    public void close() {
        giveBack(0);
    }

    private static final class Buffer extends ByteArrayOutputStream {
        boolean isBlank() {
            for (int i = 0; i < count; i++) {
                if (buf[i] != ' ' && buf[i] != '\t' && buf[i] != '\r') {
                    return false;
                }
            }
            return true;
        }
    }
}
