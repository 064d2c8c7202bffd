package dev.vlmstream.cli.export;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.export.FeatureIndex.FeatureRow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.List;

/** A header, then the values of rows one after another; rows are written in any order, each once. */
final class ValueFile implements AutoCloseable {
    private final FileChannel channel;
    private final long[] starts;
    private final BitSet written;

    /**
     * @param header what stands before the values; may be empty
     * @param rows whose lengths the events have
     */
    ValueFile(Path file, ByteBuffer header, List<FeatureRow> rows) throws IOException {
        starts = new long[rows.size() + 1];
        starts[0] = header.remaining();
        for (int i = 0; i < rows.size(); i++) {
            starts[i + 1] = starts[i] + rows.get(i).bytes();
        }
        written = new BitSet(rows.size());
        channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        writeAll(header, 0);
    }

    /** Writes a row; one that came before is left as it was. */
    boolean put(int row, ByteBuffer values) throws IOException {
        if (written.get(row)) {
            return false;
        }
        writeAll(values.duplicate(), starts[row]);
        written.set(row);
        return true;
    }

    /** @throws CommandFailure if a row is missing */
    void requireWhole() {
        int missing = written.nextClearBit(0);
        if (missing < starts.length - 1) {
            throw new CommandFailure("the topic lost features while it was read (row " + missing + "); export again");
        }
    }

    ByteBuffer get(int row) throws IOException {
        ByteBuffer values = ByteBuffer.allocate(Math.toIntExact(starts[row + 1] - starts[row]));
        while (values.hasRemaining()) {
            if (channel.read(values, starts[row] + values.position()) < 0) {
                throw new IOException("row " + row + " is cut off");
            }
        }
        return values.flip();
    }

    private void writeAll(ByteBuffer bytes, long at) throws IOException {
        long position = at;
        while (bytes.hasRemaining()) {
            position += channel.write(bytes, position);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
