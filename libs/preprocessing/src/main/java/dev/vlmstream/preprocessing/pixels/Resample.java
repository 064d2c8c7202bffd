package dev.vlmstream.preprocessing.pixels;

/** Pillow's resampling filters, by the numbers of {@code PIL.Image.Resampling} that configuration files use. */
public enum Resample {
    NEAREST(0, 0),
    LANCZOS(1, 3),
    BILINEAR(2, 1),
    BICUBIC(3, 2),
    BOX(4, 0.5),
    HAMMING(5, 1);

    /** That of Lanczos. */
    static final int WIDEST_SUPPORT = 3;

    private final int code;
    private final double support;

    Resample(int code, double support) {
        this.code = code;
        this.support = support;
    }

    /** The filter of a Pillow number, 0 to 5. */
    public static Resample of(int code) {
        for (Resample filter : values()) {
            if (filter.code == code) {
                return filter;
            }
        }
        throw new IllegalArgumentException("no Pillow filter has the number " + code + "; they are 0 to 5");
    }

    /** How far the filter reaches at no reduction, in source pixels; 0 for nearest, which has no weights. */
    double support() {
        return support;
    }

    /** The weight at a distance from the centre, in source pixels; the formulas of Pillow's Resample.c. */
    double weight(double x) {
        return switch (this) {
            case NEAREST -> throw new IllegalStateException("nearest picks a pixel, it has no weights");
            case LANCZOS -> -3 <= x && x < 3 ? sinc(x) * sinc(x / 3) : 0;
            case BILINEAR -> Math.abs(x) < 1 ? 1 - Math.abs(x) : 0;
            case BICUBIC -> cubic(Math.abs(x));
            case BOX -> x > -0.5 && x <= 0.5 ? 1 : 0;
            case HAMMING -> hamming(Math.abs(x));
        };
    }

    private static double cubic(double x) {
        double a = -0.5;
        if (x < 1) {
            return ((a + 2) * x - (a + 3)) * x * x + 1;
        }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
    }

    private static double hamming(double x) {
        if (x == 0) {
            return 1;
        }
        // the constants are single precision in Pillow's source
        return x < 1 ? Math.sin(x * Math.PI) / (x * Math.PI) * (0.54f + 0.46f * Math.cos(x * Math.PI)) : 0;
    }
}
