package dev.vlmstream.datasets.parquet;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;

/**
 * The bytes of one page at a time, packed and unpacked, outside the heap and in the same place as those of the page before:
 * a column of images is read at the rate of a memory copy, and arrays for each page would cost as much again.
 */
final class PageBytes {
    /** Larger pages, which few files have, get arrays of their own. */
    private static final int LARGEST_KEPT = 16 << 20;

    private @Nullable ByteBuffer packed;
    private @Nullable ByteBuffer unpacked;

    /** What lies there; good until the next is read. */
    ByteBuffer read(FileChannel channel, long offset, int size) throws IOException {
        if (size > Codecs.MOST_BYTES) {
            throw new IOException("a page of " + size + " bytes; at most " + Codecs.MOST_BYTES + " are read");
        }
        ByteBuffer bytes = packed = room(packed, size);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, offset + bytes.position()) < 0) {
                throw new EOFException("the file is cut off");
            }
        }
        return bytes.flip();
    }

    /**
     * The page; good until the next is unpacked.
     *
     * @throws IOException as {@link Codecs#unpack}
     */
    ByteBuffer unpack(CompressionCodecName codec, ByteBuffer content, int size) throws IOException {
        if (codec != CompressionCodecName.SNAPPY || size <= 0 || size > LARGEST_KEPT || !content.isDirect()) {
            return ByteBuffer.wrap(Codecs.unpack(codec, array(content), size));
        }
        try {
            ByteBuffer page = unpacked = room(unpacked, size);
            if (Snappy.uncompressedLength(content) != size || Snappy.uncompress(content, page) != size) {
                throw Codecs.damaged(size);
            }
            return page;
        } catch (RuntimeException e) {
            throw Codecs.damaged(e);
        }
    }

    private static ByteBuffer room(@Nullable ByteBuffer before, int size) {
        if (size > LARGEST_KEPT) {
            return ByteBuffer.allocate(size);
        }
        ByteBuffer there = before == null || !before.isDirect() || before.capacity() < size
                ? ByteBuffer.allocateDirect(Math.max(size, 1 << 16))
                : before;
        return there.clear().limit(size);
    }

    /** A copy of what there is. */
    static byte[] array(ByteBuffer content) {
        byte[] bytes = new byte[content.remaining()];
        content.duplicate().get(bytes);
        return bytes;
    }
}
