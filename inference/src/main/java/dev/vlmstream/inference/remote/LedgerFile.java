package dev.vlmstream.inference.remote;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lines of JSON in a file that only grows and that several processes write to, one at a time. */
final class LedgerFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path path;
    private @Nullable FileChannel channel;
    private long readUpTo;

    /**
     * @param id of a request
     * @param reserved USD that it may cost; null in a line that settles it
     * @param cost USD that it did cost; null in a line that opens it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Line(
            String id,
            String model,
            @Nullable Double reserved,
            @Nullable Double cost,
            long at) {
        static Line reserved(String id, String model, double most) {
            return new Line(id, model, most, null, System.currentTimeMillis());
        }

        static Line settled(String id, String model, double cost) {
            return new Line(id, model, null, cost, System.currentTimeMillis());
        }

        private boolean isWhole() {
            return id != null && model != null && (reserved == null) != (cost == null);
        }
    }

    /** What may be done while no other process writes. */
    interface Work<T> {
        T with(LedgerFile access) throws IOException;
    }

    LedgerFile(Path path) {
        this.path = path;
    }

    <T> T exclusively(Work<T> work) {
        try {
            if (channel == null) {
                Files.createDirectories(path.getParent());
                channel = FileChannel.open(
                        path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            }
            FileLock lock = lock();
            try {
                return work.with(this);
            } finally {
                lock.release();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep account in " + path + ": " + e.getMessage(), e);
        }
    }

    /** Another part of this process may hold the lock for a moment; the platform does not wait for that. */
    private FileLock lock() throws IOException {
        while (true) {
            try {
                return channel.lock();
            } catch (OverlappingFileLockException e) {
                Thread.onSpinWait();
            }
        }
    }

    void append(Line line) throws IOException {
        String text = JSON.writeValueAsString(line) + "\n";
        write(ByteBuffer.wrap((endsWithLine() ? text : "\n" + text).getBytes(StandardCharsets.UTF_8)));
    }

    private void write(ByteBuffer bytes) throws IOException {
        long at = channel.size();
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    /** A process that is killed can leave half a line. */
    private boolean endsWithLine() throws IOException {
        long size = channel.size();
        ByteBuffer last = ByteBuffer.allocate(1);
        return size == 0 || channel.read(last, size - 1) == 1 && last.get(0) == '\n';
    }

    /** The lines written since the last call, by whomever. */
    List<Line> newLines() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size() - readUpTo));
        while (bytes.hasRemaining() && channel.read(bytes, readUpTo + bytes.position()) > 0) {
            // until all is read
        }
        String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        int end = text.lastIndexOf('\n') + 1;
        readUpTo += text.substring(0, end).getBytes(StandardCharsets.UTF_8).length;
        List<Line> lines = new ArrayList<>();
        text.substring(0, end).lines().forEach(line -> parse(line, lines));
        return lines;
    }

    private static void parse(String text, List<Line> lines) {
        try {
            Line line = JSON.readValue(text, Line.class);
            if (line.isWhole()) {
                lines.add(line);
            }
        } catch (JsonProcessingException e) {
            // half a line of a process that was killed while it wrote: its request was not sent yet
        }
    }
}
