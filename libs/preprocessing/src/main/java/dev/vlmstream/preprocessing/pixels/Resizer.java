package dev.vlmstream.preprocessing.pixels;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Pillow's {@code Image.resize} followed by a crop, computing only what the crop keeps: a horizontal pass to 8 bits,
 * then a vertical one, as Resample.c does for 8-bit images. Parts of the window outside the resized image are zero.
 */
public final class Resizer {
    /** Takes the result row by row, from the top. */
    public interface RowSink {
        /** @param planar the row's values 0 to 255: all of red, then green, then blue */
        void row(int y, int[] planar);
    }

    private static final int HALF = 1 << (Coefficients.BITS - 1);
    /** Rows that the horizontal pass takes together, and bytes of a row that it turns together. */
    private static final int BAND = 256;

    private static final int STRIP = 32;
    private static final ThreadLocal<int[]> NARROWED = ThreadLocal.withInitial(() -> new int[0]);
    private static final ThreadLocal<int[]> TURNED = ThreadLocal.withInitial(() -> new int[0]);
    /** Scratch of more than this (16 MiB) is not kept between images. */
    private static final int KEPT = 4 << 20;

    private Resizer() {}

    /** Bytes of heap that a resize takes for itself: weights, a turned band, and the rows between its two passes. */
    public static double bytes(int width, int height, Geometry geometry) {
        double scale = Math.max(1, (double) height / geometry.resizedHeight());
        int window = Math.min(geometry.windowHeight(), geometry.resizedHeight());
        double rows = Math.min(height, (window + 2 * Resample.WIDEST_SUPPORT) * scale + 2);
        double lines = 12.0 * geometry.windowWidth() * rows + 12.0 * width * Math.min(BAND, height);
        return lines
                + Coefficients.bytes(width, geometry.windowWidth())
                + Coefficients.bytes(height, geometry.windowHeight());
    }

    /** As {@link #bytes(int, int, Geometry)} for a resize of the whole picture, its result as RGB included. */
    public static double bytes(int width, int height, Extent to) {
        return bytes(width, height, Geometry.whole(to)) + 3.0 * to.width() * to.height();
    }

    /** Resizes interleaved RGB bytes to {@code geometry.resized} and gives the rows of its window. */
    public static void resize(byte[] rgb, int width, int height, Geometry geometry, Resample filter, RowSink sink) {
        int[] row = new int[3 * geometry.windowWidth()];
        int fromX = Math.max(geometry.left(), 0);
        int toX = Math.min(geometry.left() + geometry.windowWidth(), geometry.resizedWidth());
        int fromY = Math.max(geometry.top(), 0);
        int toY = Math.min(geometry.top() + geometry.windowHeight(), geometry.resizedHeight());
        Coefficients columns = Coefficients.of(width, geometry.resizedWidth(), filter, fromX, toX);
        Coefficients rows = Coefficients.of(height, geometry.resizedHeight(), filter, fromY, toY);
        int n = toX - fromX;
        int[] narrowed = scratch(NARROWED, 3L * n * (rows.sourceTo() - rows.sourceFrom()));
        narrow(rgb, width, rows.sourceFrom(), rows.sourceTo(), columns, narrowed);
        int[] sums = new int[3 * n];
        for (int y = 0; y < geometry.windowHeight(); y++) {
            int resizedY = geometry.top() + y;
            if (resizedY < fromY || resizedY >= toY) {
                Arrays.fill(row, 0);
                sink.row(y, row);
            } else {
                int k = (resizedY - fromY) * rows.taps();
                int line = (rows.first()[resizedY - fromY] - rows.sourceFrom()) * sums.length;
                weigh(narrowed, line, sums.length, rows.weight(), k, k + rows.count()[resizedY - fromY], sums);
                sink.row(y, n == geometry.windowWidth() ? sums : spread(sums, n, row, fromX - geometry.left()));
            }
        }
    }

    /** Puts the three planes of a narrow row into a wider one that is zero elsewhere. */
    private static int[] spread(int[] sums, int n, int[] row, int offset) {
        Arrays.fill(row, 0);
        for (int c = 0; c < 3; c++) {
            System.arraycopy(sums, c * n, row, c * (row.length / 3) + offset, n);
        }
        return row;
    }

    private static void narrow(byte[] rgb, int width, int fromRow, int toRow, Coefficients columns, int[] out) {
        int n = columns.first().length;
        if (columns.taps() == 1) {
            for (int y = fromRow, at = 0; y < toRow; y++, at += 3 * n) {
                pickRow(rgb, y * width, columns.first(), out, at);
            }
            return;
        }
        for (int y = fromRow; y < toRow; y += BAND) {
            narrowBand(rgb, width, y, Math.min(BAND, toRow - y), columns, out, (y - fromRow) * 3 * n);
        }
    }

    private static void pickRow(byte[] rgb, int pixel, int[] first, int[] out, int at) {
        int n = first.length;
        for (int x = 0; x < n; x++) {
            int source = (pixel + first[x]) * 3;
            out[at + x] = rgb[source] & 0xff;
            out[at + n + x] = rgb[source + 1] & 0xff;
            out[at + 2 * n + x] = rgb[source + 2] & 0xff;
        }
    }

    /**
     * The horizontal pass over a band of rows, which is turned first: an output column then is the weighted sum of
     * source columns that lie one after another in memory, again plain loops over int arrays.
     */
    private static void narrowBand(
            byte[] rgb, int width, int fromRow, int rows, Coefficients columns, int[] out, int at) {
        int fromColumn = columns.sourceFrom();
        int[] turned = scratch(TURNED, 3L * (columns.sourceTo() - fromColumn) * rows);
        turn(rgb, 3 * (fromRow * width + fromColumn), 3 * width, 3 * (columns.sourceTo() - fromColumn), rows, turned);
        int n = columns.first().length;
        int[] sums = new int[rows];
        for (int channel = 0; channel < 3; channel++) {
            for (int x = 0; x < n; x++) {
                int column = (3 * (columns.first()[x] - fromColumn) + channel) * rows;
                int k = x * columns.taps();
                weigh(turned, column, 3 * rows, columns.weight(), k, k + columns.count()[x], sums);
                for (int y = 0, o = at + channel * n + x; y < rows; y++, o += 3 * n) {
                    out[o] = sums[y];
                }
            }
        }
    }

    /** {@code turned[i * rows + y]} becomes byte {@code i} of row {@code y}; by strips, for the cache's sake. */
    private static void turn(byte[] rgb, int from, int stride, int length, int rows, int[] turned) {
        for (int strip = 0; strip < length; strip += STRIP) {
            int end = Math.min(length, strip + STRIP);
            for (int y = 0; y < rows; y++) {
                int row = from + y * stride;
                for (int i = strip, o = strip * rows + y; i < end; i++, o += rows) {
                    turned[o] = rgb[row + i] & 0xff;
                }
            }
        }
    }

    /**
     * The clipped sums of weighted lines of {@code sums.length} values, the first at {@code at}, each {@code step} after
     * the one before; plain loops over int arrays, which the JIT turns into vector code.
     */
    private static void weigh(int[] lines, int at, int step, int[] weight, int from, int to, int[] sums) {
        Arrays.fill(sums, HALF);
        int k = from;
        int line = at;
        for (; k + 3 < to; k += 4, line += 4 * step) {
            add(lines, line, step, weight[k], weight[k + 1], weight[k + 2], weight[k + 3], sums);
        }
        for (; k < to; k++, line += step) {
            add(lines, line, weight[k], sums);
        }
        for (int x = 0; x < sums.length; x++) {
            sums[x] = clip(sums[x]);
        }
    }

    private static void add(int[] lines, int at, int step, int w0, int w1, int w2, int w3, int[] sums) {
        for (int x = 0; x < sums.length; x++) {
            sums[x] += lines[at + x] * w0
                    + lines[at + step + x] * w1
                    + lines[at + 2 * step + x] * w2
                    + lines[at + 3 * step + x] * w3;
        }
    }

    private static void add(int[] lines, int at, int weight, int[] sums) {
        for (int x = 0; x < sums.length; x++) {
            sums[x] += lines[at + x] * weight;
        }
    }

    /** To 0 to 255, by bit operations alone: compilers vectorise these, but not every one of them {@code Math.min}. */
    private static int clip(int sum) {
        int value = sum >> Coefficients.BITS;
        int notNegative = value & ~(value >> 31);
        return (notNegative | 255 - notNegative >> 31) & 255;
    }

    private static int[] scratch(ThreadLocal<int[]> scratch, long length) {
        int[] kept = scratch.get();
        if (kept.length >= length) {
            return kept;
        }
        int[] grown = new int[Math.toIntExact(length)];
        if (length <= KEPT) {
            scratch.set(grown);
        }
        return grown;
    }

    /**
     * The weights of one axis of a resize, for a window of its output positions: output {@code from + i} is the sum of
     * {@code weight[i * taps + j] * source[first[i] + j]} for {@code j < count[i]}, in fixed point with {@link #BITS}
     * fraction bits. This is Pillow's {@code precompute_coeffs} and {@code normalize_coeffs_8bpc}.
     */
    record Coefficients(int taps, int[] first, int[] count, int[] weight) {
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
}
