package dev.vlmstream.scoring.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Records appended to a file and read again from its beginning. The file is open only while it is written or read, so
 * that a thousand of them cost no more than one. One thread may append while others read.
 */
public final class RecordFile {
    private static final int FLUSH_AT = 16 * 1024;
    private static final int READ_BYTES = 256 * 1024;

    private final Path file;
    private byte[] pending = new byte[256];
    private int used;
    private long written;
    private long records;
    private boolean gone;

    RecordFile(Path file) {
        this.file = file;
    }

    /** Appends what lies between the buffer's position and its limit. */
    public synchronized void append(ByteBuffer record) {
        int length = record.remaining();
        int needed = used + Integer.BYTES + length;
        if (needed > pending.length) {
            pending = Arrays.copyOf(pending, Math.max(needed, Math.min(2 * pending.length, 2 * FLUSH_AT)));
        }
        ByteBuffer.wrap(pending, used, Integer.BYTES).putInt(length);
        record.get(pending, used + Integer.BYTES, length);
        used = needed;
        records++;
        if (used >= FLUSH_AT) {
            flush();
        }
    }

    /** How many records there are. */
    public synchronized long records() {
        return records;
    }

    /** Gives each record that is there now, in their order, to the action, which must not keep the buffer. */
    public void scan(Consumer<ByteBuffer> action) {
        long end = readable();
        if (end == 0) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            scan(channel, end, action);
        } catch (IOException e) {
            throw new IndexException(DiskFault.of("cannot read", file, e), e);
        }
    }

    private static void scan(FileChannel channel, long end, Consumer<ByteBuffer> action) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES).limit(0);
        long at = 0;
        while (at < end || buffer.hasRemaining()) {
            int length = buffer.remaining() < Integer.BYTES ? -1 : buffer.getInt(buffer.position());
            if (length < 0 || buffer.remaining() < Integer.BYTES + length) {
                buffer = roomFor(buffer, Integer.BYTES + Math.max(0, length));
                at = fill(channel, buffer, at, end);
                continue;
            }
            int next = buffer.position() + Integer.BYTES + length;
            action.accept(buffer.slice(buffer.position() + Integer.BYTES, length));
            buffer.position(next);
        }
    }

    private static ByteBuffer roomFor(ByteBuffer buffer, int bytes) {
        if (bytes <= buffer.capacity()) {
            return buffer.compact();
        }
        return ByteBuffer.allocate(Math.max(bytes, 2 * buffer.capacity())).put(buffer);
    }

    private static long fill(FileChannel channel, ByteBuffer buffer, long from, long end) throws IOException {
        long at = from;
        buffer.limit((int) Math.min(buffer.capacity(), buffer.position() + end - at));
        while (buffer.hasRemaining()) {
            int read = channel.read(buffer, at);
            if (read < 0) {
                throw new IOException("it ends at " + at + ", before " + end);
            }
            at += read;
        }
        buffer.flip();
        return at;
    }

    private synchronized long readable() {
        flush();
        return written;
    }

    private void flush() {
        if (used == 0 || gone) {
            used = 0;
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(pending, 0, used);
            // At its place, so that what a failed try left is written over.
            for (long at = written; bytes.hasRemaining(); ) {
                at += channel.write(bytes, at);
            }
            written += used;
            used = 0;
        } catch (IOException e) {
            throw new IndexException(DiskFault.of("cannot write", file, e), e);
        }
    }

    /** Deletes it; what is appended from now on is lost. */
    public synchronized void delete() {
        gone = true;
        used = 0;
        written = 0;
        records = 0;
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new IndexException(DiskFault.of("cannot delete", file, e), e);
        }
    }
}
