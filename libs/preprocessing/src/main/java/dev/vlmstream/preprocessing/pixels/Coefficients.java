package dev.vlmstream.preprocessing.pixels;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The weights of one axis of a resize, for a window of its output positions: output {@code from + i} is the sum of
 * {@code weight[i * taps + j] * source[first[i] + j]} for {@code j < count[i]}, in fixed point with {@link #BITS}
 * fraction bits. This is Pillow's {@code precompute_coeffs} and {@code normalize_coeffs_8bpc}.
 */
public record Coefficients(int taps, int[] first, int[] count, int[] weight) {
    static final int BITS = 22;

    private static final int CACHED = 512;
    /** This many weights are 64 KiB: those of thin pictures, which would be kept for long, are not. */
    private static final int KEPT = 16_384;

    private static final Map<Key, Coefficients> CACHE = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Coefficients> eldest) {
            return size() > CACHED;
        }
    };

    private record Key(int in, int out, Resample filter, int from, int to) {}

    /** The weights of outputs {@code from} to {@code to - 1} when {@code in} pixels become {@code out}. */
    static Coefficients of(int in, int out, Resample filter, int from, int to) {
        Key key = new Key(in, out, filter, from, to);
        synchronized (CACHE) {
            Coefficients known = CACHE.get(key);
            if (known != null) {
                return known;
            }
        }
        Coefficients computed = compute(key);
        if (computed.weight.length <= KEPT) {
            synchronized (CACHE) {
                CACHE.put(key, computed);
            }
        }
        return computed;
    }

    /** No more bytes than the weights of {@code n} outputs of {@code in} pixels take. */
    static double bytes(int in, int n) {
        return 8.0 * Resample.WIDEST_SUPPORT * ((double) in + n) + 20.0 * n;
    }

    private static Coefficients compute(Key key) {
        if (key.in == key.out) {
            return picked(key, false);
        }
        return key.filter == Resample.NEAREST ? picked(key, true) : weighted(key);
    }

    private static Coefficients weighted(Key key) {
        double scale = (double) key.in / key.out;
        double filterScale = Math.max(scale, 1);
        double support = key.filter.support() * filterScale;
        int taps = (int) Math.ceil(support) * 2 + 1;
        int n = key.to - key.from;
        Coefficients c = new Coefficients(taps, new int[n], new int[n], new int[Math.multiplyExact(n, taps)]);
        double[] weights = new double[taps];
        for (int i = 0; i < n; i++) {
            double centre = (key.from + i + 0.5) * scale;
            c.first[i] = Math.max((int) (centre - support + 0.5), 0);
            c.count[i] = Math.min((int) (centre + support + 0.5), key.in) - c.first[i];
            double sum = 0;
            for (int j = 0; j < c.count[i]; j++) {
                weights[j] = key.filter.weight((j + c.first[i] - centre + 0.5) * (1 / filterScale));
                sum += weights[j];
            }
            for (int j = 0; j < c.count[i]; j++) {
                c.weight[i * taps + j] = fixedPoint(sum == 0 ? weights[j] : weights[j] / sum);
            }
        }
        return c;
    }

    private static int fixedPoint(double weight) {
        return (int) (weight * (1 << BITS) + (weight < 0 ? -0.5 : 0.5));
    }

    /** One tap of weight 1: the axis keeps its size, or takes the nearest pixel as Pillow's scaling does, by steps. */
    private static Coefficients picked(Key key, boolean scaled) {
        int n = key.to - key.from;
        Coefficients c = new Coefficients(1, new int[n], new int[n], new int[n]);
        double step = (double) key.in / key.out;
        double position = step * 0.5;
        for (int x = 0; x < key.to; x++, position += step) {
            if (x >= key.from) {
                int i = x - key.from;
                c.first[i] = scaled ? Math.min((int) position, key.in - 1) : x;
                c.count[i] = 1;
                c.weight[i] = 1 << BITS;
            }
        }
        return c;
    }

    /** The first source position that any output of the window needs. */
    int sourceFrom() {
        return first[0];
    }

    /** One past the last source position that any output of the window needs. */
    int sourceTo() {
        return first[first.length - 1] + count[count.length - 1];
    }
}
