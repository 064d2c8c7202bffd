package dev.vlmstream.inference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/** Vectors as little-endian bytes, in single or half precision. */
public enum FloatBytes {
    FLOAT32(Float.BYTES) {
        @Override
        void put(ByteBuffer into, float value) {
            into.putFloat(value);
        }

        @Override
        float take(ByteBuffer from) {
            return from.getFloat();
        }
    },
    /** IEEE 754 binary16, rounded to nearest, ties to even. */
    FLOAT16(Short.BYTES) {
        @Override
        void put(ByteBuffer into, float value) {
            into.putShort(Half.fromFloat(value));
        }

        @Override
        float take(ByteBuffer from) {
            return Half.toFloat(from.getShort());
        }
    };

    private final int size;

    FloatBytes(int size) {
        this.size = size;
    }

    abstract void put(ByteBuffer into, float value);

    abstract float take(ByteBuffer from);

    /** Bytes of a value. */
    public int size() {
        return size;
    }

    /** float32 or float16, as NumPy calls them. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if {@code id} is neither float32 nor float16 */
    public static FloatBytes of(String id) {
        for (FloatBytes type : values()) {
            if (type.id().equals(id)) {
                return type;
            }
        }
        throw new IllegalArgumentException("dtype \"" + id + "\" is neither float32 nor float16");
    }

    /** The values of the rows one after another. */
    public ByteBuffer write(float[]... rows) {
        int count = 0;
        for (float[] row : rows) {
            count += row.length;
        }
        ByteBuffer bytes = ByteBuffer.allocate(count * size).order(ByteOrder.LITTLE_ENDIAN);
        for (float[] row : rows) {
            for (float value : row) {
                put(bytes, value);
            }
        }
        return bytes.flip();
    }

    /**
     * All values that are left in a buffer, whose position stays where it is.
     *
     * @throws IllegalArgumentException if the last value is cut off
     */
    public float[] read(ByteBuffer bytes) {
        if (bytes.remaining() % size != 0) {
            throw new IllegalArgumentException(bytes.remaining() + " bytes are no whole number of " + id() + " values");
        }
        ByteBuffer from = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[from.remaining() / size];
        for (int i = 0; i < values.length; i++) {
            values[i] = take(from);
        }
        return values;
    }
}
