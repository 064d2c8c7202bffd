package dev.vlmstream.preprocessing.codec;

/** Conversions to RGB with the integer arithmetic of libjpeg (YCbCr, YCCK) and Pillow (CMYK). */
public final class Colour {
    private static final int BITS = 16;
    private static final int HALF = 1 << (BITS - 1);
    private static final int[] RED_OF_CR = new int[256];
    private static final int[] BLUE_OF_CB = new int[256];
    private static final int[] GREEN_OF_CR = new int[256];
    private static final int[] GREEN_OF_CB = new int[256];

    static {
        for (int i = 0; i < 256; i++) {
            int x = i - 128;
            RED_OF_CR[i] = fixed(1.40200) * x + HALF >> BITS;
            BLUE_OF_CB[i] = fixed(1.77200) * x + HALF >> BITS;
            GREEN_OF_CR[i] = -fixed(0.71414) * x;
            GREEN_OF_CB[i] = -fixed(0.34414) * x + HALF;
        }
    }

    private Colour() {}

    private static int fixed(double factor) {
        return (int) (factor * (1 << BITS) + 0.5);
    }

    /** The palette of 256 greys, as RGB triples. */
    public static byte[] greyRamp() {
        byte[] palette = new byte[3 * 256];
        for (int i = 0; i < palette.length; i++) {
            palette[i] = (byte) (i / 3);
        }
        return palette;
    }

    public static byte[] greyToRgb(byte[] grey) {
        byte[] rgb = new byte[Math.multiplyExact(3, grey.length)];
        for (int i = 0, o = 0; i < grey.length; i++, o += 3) {
            rgb[o] = grey[i];
            rgb[o + 1] = grey[i];
            rgb[o + 2] = grey[i];
        }
        return rgb;
    }

    public static byte[] yccToRgbInPlace(byte[] samples) {
        toRgb(samples, 3);
        return samples;
    }

    /** Converts the first three of every {@code stride} samples from YCbCr to RGB. */
    private static void toRgb(byte[] samples, int stride) {
        for (int i = 0; i + 2 < samples.length; i += stride) {
            int y = samples[i] & 0xff;
            int cb = samples[i + 1] & 0xff;
            int cr = samples[i + 2] & 0xff;
            samples[i] = clip(y + RED_OF_CR[cr]);
            samples[i + 1] = clip(y + (GREEN_OF_CB[cb] + GREEN_OF_CR[cr] >> BITS));
            samples[i + 2] = clip(y + BLUE_OF_CB[cb]);
        }
    }

    /** CMYK as Adobe writes it, inverted, which Pillow takes for granted; or YCCK, whose YCC hides inverted CMY. */
    public static byte[] invertedCmykToRgb(byte[] samples, boolean ycck) {
        if (ycck) {
            toRgb(samples, 4);
            for (int i = 0; i < samples.length; i++) {
                samples[i] = (byte) (i % 4 == 3 ? samples[i] : ~samples[i]);
            }
        }
        byte[] rgb = new byte[samples.length / 4 * 3];
        for (int i = 0, o = 0; i < samples.length; i += 4, o += 3) {
            int light = samples[i + 3] & 0xff;
            for (int c = 0; c < 3; c++) {
                int ink = 255 - (samples[i + c] & 0xff);
                int product = light * ink + 128;
                rgb[o + c] = clip(light - ((product >> 8) + product >> 8));
            }
        }
        return rgb;
    }

    private static byte clip(int value) {
        return (byte) Math.max(0, Math.min(255, value));
    }
}
