package dev.vlmstream.cli.probe;

import dev.vlmstream.cli.CommandFailure;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers as features events carry them: little-endian float32 or float16. */
final class FeatureBytes {
    private FeatureBytes() {}

    /** @throws CommandFailure if the dtype is another, or the bytes are not a whole number of values */
    static float[] read(String dtype, ByteBuffer bytes) {
        ByteBuffer data = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int size = size(dtype);
        if (data.remaining() % size != 0) {
            throw new CommandFailure("features of " + data.remaining() + " bytes are no whole number of " + dtype);
        }
        float[] values = new float[data.remaining() / size];
        for (int i = 0; i < values.length; i++) {
            values[i] = size == 4 ? data.getFloat() : half(data.getShort());
        }
        return values;
    }

    private static int size(String dtype) {
        return switch (dtype) {
            case "float32" -> 4;
            case "float16" -> 2;
            default ->
                throw new CommandFailure("features of dtype " + dtype + " cannot be read, float16 and float32 can");
        };
    }

    /** IEEE 754 binary16; {@code Float.float16ToFloat} exists from Java 20 on. */
    private static float half(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        float size;
        if (exponent == 0) {
            size = Math.scalb((float) fraction, -24);
        } else if (exponent == 31) {
            size = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else {
            size = Math.scalb(1 + Math.scalb((float) fraction, -10), exponent - 15);
        }
        return bits < 0 ? -size : size;
    }
}
