package dev.vlmstream.inference;

/** IEEE 754 binary16, for graphs whose inputs and outputs are float16 (the platform's own conversion came with Java 20). */
public final class Half {

    private static final int EXPONENT_BIAS_DIFFERENCE = 127 - 15;

    private Half() {}

    public static float toFloat(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = (half >>> 10) & 0x1f;
        int fraction = half & 0x3ff;
        if (exponent == 0) {
            float magnitude = fraction * 0x1p-24f;
            return sign == 0 ? magnitude : -magnitude;
        }
        int wide = exponent == 0x1f ? 0xff : exponent + EXPONENT_BIAS_DIFFERENCE;
        return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
    }

    /** Rounds to nearest, ties to even; what is too large becomes infinite. */
    public static short fromFloat(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >>> 16 & 0x8000;
        float magnitude = Math.abs(value);
        if (Float.isNaN(value)) {
            return (short) (sign | 0x7e00);
        }
        if (magnitude >= 65520f) {
            return (short) (sign | 0x7c00);
        }
        if (magnitude < 0x1p-14f) {
            // Subnormal: the sum's own rounding leaves the fraction in the lowest bits.
            return (short) (sign | Float.floatToRawIntBits(magnitude + 0.5f) - Float.floatToRawIntBits(0.5f));
        }
        int magnitudeBits = bits & 0x7fffffff;
        int rounded = magnitudeBits + 0xfff + (magnitudeBits >>> 13 & 1);
        return (short) (sign | (rounded >>> 13) - (EXPONENT_BIAS_DIFFERENCE << 10));
    }
}
