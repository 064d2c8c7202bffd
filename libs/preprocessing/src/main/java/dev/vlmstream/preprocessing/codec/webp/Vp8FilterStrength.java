package dev.vlmstream.preprocessing.codec.webp;

/**
 * The loop filter's thresholds for a macroblock (RFC 6386, section 15.2).
 *
 * @param edge limit of the difference over an edge inside a macroblock; 0 for no filtering
 * @param interior limit of the differences beside an edge
 * @param variance differences above it count as high edge variance
 */
record Vp8FilterStrength(int edge, int interior, int variance) {
    static Vp8FilterStrength of(int wanted, int sharpness) {
        int level = Math.max(0, Math.min(63, wanted));
        if (level == 0) {
            return new Vp8FilterStrength(0, 0, 0);
        }
        int interior = level;
        if (sharpness > 0) {
            interior = Math.min(interior >> (sharpness > 4 ? 2 : 1), 9 - sharpness);
        }
        interior = Math.max(1, interior);
        return new Vp8FilterStrength(2 * level + interior, interior, level >= 40 ? 2 : level >= 15 ? 1 : 0);
    }
}
