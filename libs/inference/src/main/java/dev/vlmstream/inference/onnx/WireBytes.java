package dev.vlmstream.inference.onnx;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** The bytes of a protocol buffer: in memory, or in a file of which only what is asked for is read. */
interface WireBytes {

    int size();

    byte get(int at);

    /** As many as there is room for. */
    void get(int at, ByteBuffer into);

    static WireBytes of(ByteBuffer bytes) {
        return new WireBytes() {
            @Override
            public int size() {
                return bytes.limit();
            }

            @Override
            public byte get(int at) {
                return bytes.get(at);
            }

            @Override
            public void get(int at, ByteBuffer into) {
                into.put(bytes.slice(at, into.remaining()));
            }
        };
    }

    /**
     * Of an open file. It is not mapped: Java keeps a mapping until the next garbage collection, and Linux counts far more of it as
     * resident than was read.
     *
     * @throws IllegalArgumentException if it is empty or larger than a protocol buffer may be
     */
    static WireBytes of(FileChannel file) throws IOException {
        long size = file.size();
        if (size == 0 || size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(size + " bytes are no protocol buffer");
        }
        return new WireBytes() {
            private static final int WINDOW = 1 << 13;

            private final ByteBuffer window = ByteBuffer.allocate(WINDOW).limit(0);
            private int begin;

            @Override
            public int size() {
                return (int) size;
            }

            @Override
            public byte get(int at) {
                if (at < begin || at - begin >= window.limit()) {
                    begin = at;
                    get(at, window.clear().limit((int) Math.min(WINDOW, size - at)));
                    window.flip();
                }
                return window.get(at - begin);
            }

            @Override
            public void get(int at, ByteBuffer into) {
                int before = into.position();
                try {
                    while (into.hasRemaining()) {
                        if (file.read(into, at + (long) (into.position() - before)) < 0) {
                            throw new EOFException("the file was cut off while it was read");
                        }
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }
}
