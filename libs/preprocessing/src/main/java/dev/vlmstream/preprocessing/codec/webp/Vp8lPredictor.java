package dev.vlmstream.preprocessing.codec.webp;

/** The predictors of lossless WebP's prediction transform. */
final class Vp8lPredictor {
    static final int BLACK = 0xff000000;

    private Vp8lPredictor() {}

    /** The prediction of pixel {@code i}, which is neither in the first row nor in the first column. */
    static int predict(int mode, int[] pixels, int i, int width) {
        int left = pixels[i - 1];
        int top = pixels[i - width];
        int topLeft = pixels[i - width - 1];
        // at the right end of a row this is the first pixel of the row itself, as the format has it
        int topRight = pixels[i - width + 1];
        return switch (mode) {
            case 1 -> left;
            case 2 -> top;
            case 3 -> topRight;
            case 4 -> topLeft;
            case 5 -> mean(mean(left, topRight), top);
            case 6 -> mean(left, topLeft);
            case 7 -> mean(left, top);
            case 8 -> mean(topLeft, top);
            case 9 -> mean(top, topRight);
            case 10 -> mean(mean(left, topLeft), mean(top, topRight));
            case 11 -> select(left, top, topLeft);
            case 12 -> gradient(left, top, topLeft);
            case 13 -> halfGradient(mean(left, top), topLeft);
            default -> BLACK;
        };
    }

    /** The sum of two pixels, channel by channel, each modulo 256. */
    static int add(int a, int b) {
        int alphaGreen = (a & 0xff00ff00) + (b & 0xff00ff00);
        int redBlue = (a & 0x00ff00ff) + (b & 0x00ff00ff);
        return alphaGreen & 0xff00ff00 | redBlue & 0x00ff00ff;
    }

    /** The mean of two pixels, channel by channel, rounded down. */
    private static int mean(int a, int b) {
        return (a & b) + (((a ^ b) & 0xfefefefe) >>> 1);
    }

    private static int select(int left, int top, int topLeft) {
        int nearLeft = 0;
        int nearTop = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            int corner = channel(topLeft, shift);
            nearLeft += Math.abs(channel(top, shift) - corner);
            nearTop += Math.abs(channel(left, shift) - corner);
        }
        return nearLeft < nearTop ? left : top;
    }

    private static int gradient(int left, int top, int topLeft) {
        int out = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            int value = channel(left, shift) + channel(top, shift) - channel(topLeft, shift);
            out |= clip(value) << shift;
        }
        return out;
    }

    private static int halfGradient(int mean, int topLeft) {
        int out = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            int value = channel(mean, shift) + (channel(mean, shift) - channel(topLeft, shift)) / 2;
            out |= clip(value) << shift;
        }
        return out;
    }

    private static int channel(int argb, int shift) {
        return argb >>> shift & 0xff;
    }

    private static int clip(int value) {
        return Math.max(0, Math.min(255, value));
    }
}
