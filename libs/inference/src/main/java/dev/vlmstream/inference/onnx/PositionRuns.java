package dev.vlmstream.inference.onnx;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** Copies between keys or values of shape {@code [rows, heads, positions, values]} on the CPU, some positions of a row at once. */
public final class PositionRuns {

    private final BytePointer memory;
    private final long heads;
    private final long length;
    private final long bytesPerPosition;

    PositionRuns(BytePointer memory, long[] shape, long bytesPerPosition) {
        this.memory = memory;
        this.heads = shape[1];
        this.length = shape[2];
        this.bytesPerPosition = bytesPerPosition;
    }

    /** Overwrites {@code count} positions of a row from {@code at} with another's from {@code fromPosition}. */
    public void copy(int row, int at, PositionRuns from, int fromRow, int fromPosition, int count) {
        requireInside(at, count);
        from.requireInside(fromPosition, count);
        for (long head = 0; head < heads && count > 0; head++) {
            Pointer.memcpy(
                    memory.position(offset(row, head, at)),
                    from.memory.position(from.offset(fromRow, head, fromPosition)),
                    count * bytesPerPosition);
        }
    }

    /** Overwrites {@code count} positions of a row from {@code at} with zeros. */
    public void clear(int row, int at, int count) {
        requireInside(at, count);
        for (long head = 0; head < heads && count > 0; head++) {
            Pointer.memset(memory.position(offset(row, head, at)), 0, count * bytesPerPosition);
        }
    }

    /**
     * Moves the first {@code count} positions of all rows from where they are in a shorter tensor that begins in the same memory, and
     * leaves zeros behind them.
     */
    public void spread(PositionRuns from, int rows, int count) {
        from.requireInside(0, count);
        for (int row = rows - 1; row >= 0; row--) {
            for (long head = heads - 1; head >= 0; head--) {
                Pointer.memmove(
                        memory.position(offset(row, head, 0)),
                        from.memory.position(from.offset(row, head, 0)),
                        count * bytesPerPosition);
                Pointer.memset(memory.position(offset(row, head, count)), 0, (length - count) * bytesPerPosition);
            }
        }
    }

    private void requireInside(int at, int count) {
        if (at < 0 || count < 0 || at + count > length) {
            throw new IllegalArgumentException(
                    "positions " + at + " to " + (at + count) + " are not all within a length of " + length);
        }
    }

    private long offset(int row, long head, int position) {
        return ((row * heads + head) * length + position) * bytesPerPosition;
    }
}
