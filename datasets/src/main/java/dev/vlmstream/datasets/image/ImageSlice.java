package dev.vlmstream.datasets.image;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * An image as it lies within a larger file.
 *
 * @param where for messages
 */
public record ImageSlice(Path archive, long offset, int length, String where) implements ImageData {
    @Override
    public byte[] bytes() throws IOException {
        try (FileChannel channel = FileChannel.open(archive)) {
            return read(channel, offset, length);
        }
    }

    static byte[] read(FileChannel channel, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, offset + bytes.position()) < 0) {
                throw new EOFException("the file became shorter while it was read");
            }
        }
        return bytes.array();
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.of(length);
    }

    @Override
    public String toString() {
        return where;
    }
}
