package dev.vlmstream.inference.image;

import java.util.Arrays;

/**
 * Pillow's {@code Image.resize} followed by a crop, computing only what the crop keeps: a horizontal pass to 8 bits,
 * then a vertical one, as Resample.c does for 8-bit images. Parts of the window outside the resized image are zero.
 */
final class Resizer {
    /** Takes the result row by row, from the top. */
    interface RowSink {
        /** @param planar the row's values 0 to 255: all of red, then green, then blue */
        void row(int y, int[] planar);
    }

    private static final int HALF = 1 << (Coefficients.BITS - 1);
    private static final ThreadLocal<int[]> SCRATCH = ThreadLocal.withInitial(() -> new int[0]);
    /** Scratch of more than this (16 MiB) is not kept between images. */
    private static final int KEPT = 4 << 20;

    private Resizer() {}

    /** Resizes interleaved RGB bytes to {@code geometry.resized} and gives the rows of its window. */
    static void resize(byte[] rgb, int width, int height, Geometry geometry, Resample filter, RowSink sink) {
        int[] row = new int[3 * geometry.windowWidth()];
        int fromX = Math.max(geometry.left(), 0);
        int toX = Math.min(geometry.left() + geometry.windowWidth(), geometry.resizedWidth());
        int fromY = Math.max(geometry.top(), 0);
        int toY = Math.min(geometry.top() + geometry.windowHeight(), geometry.resizedHeight());
        Coefficients columns = Coefficients.of(width, geometry.resizedWidth(), filter, fromX, toX);
        Coefficients rows = Coefficients.of(height, geometry.resizedHeight(), filter, fromY, toY);
        int n = toX - fromX;
        int[] narrowed = scratch(3L * n * (rows.sourceTo() - rows.sourceFrom()));
        narrow(rgb, width, rows.sourceFrom(), rows.sourceTo(), columns, narrowed);
        int[] sums = new int[3 * n];
        for (int y = 0; y < geometry.windowHeight(); y++) {
            int resizedY = geometry.top() + y;
            if (resizedY < fromY || resizedY >= toY) {
                Arrays.fill(row, 0);
                sink.row(y, row);
            } else {
                weigh(narrowed, rows, resizedY - fromY, sums);
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
        for (int y = fromRow, at = 0; y < toRow; y++, at += 3 * n) {
            if (columns.taps() == 1) {
                pickRow(rgb, y * width, columns.first(), out, at);
            } else {
                narrowRow(rgb, y * width, columns, out, at);
            }
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

    private static void narrowRow(byte[] rgb, int pixel, Coefficients columns, int[] out, int at) {
        int[] first = columns.first();
        int[] count = columns.count();
        int[] weight = columns.weight();
        int n = first.length;
        for (int x = 0; x < n; x++) {
            int red = HALF;
            int green = HALF;
            int blue = HALF;
            int source = (pixel + first[x]) * 3;
            int k = x * columns.taps();
            int end = k + count[x];
            for (; k + 3 < end; k += 4, source += 12) {
                int w0 = weight[k];
                int w1 = weight[k + 1];
                int w2 = weight[k + 2];
                int w3 = weight[k + 3];
                red += (rgb[source] & 0xff) * w0
                        + (rgb[source + 3] & 0xff) * w1
                        + (rgb[source + 6] & 0xff) * w2
                        + (rgb[source + 9] & 0xff) * w3;
                green += (rgb[source + 1] & 0xff) * w0
                        + (rgb[source + 4] & 0xff) * w1
                        + (rgb[source + 7] & 0xff) * w2
                        + (rgb[source + 10] & 0xff) * w3;
                blue += (rgb[source + 2] & 0xff) * w0
                        + (rgb[source + 5] & 0xff) * w1
                        + (rgb[source + 8] & 0xff) * w2
                        + (rgb[source + 11] & 0xff) * w3;
            }
            for (; k < end; k++, source += 3) {
                int w = weight[k];
                red += (rgb[source] & 0xff) * w;
                green += (rgb[source + 1] & 0xff) * w;
                blue += (rgb[source + 2] & 0xff) * w;
            }
            out[at + x] = clip(red);
            out[at + n + x] = clip(green);
            out[at + 2 * n + x] = clip(blue);
        }
    }

    /** One output row of the vertical pass; plain loops over int arrays, which the JIT turns into vector code. */
    private static void weigh(int[] narrowed, Coefficients rows, int i, int[] sums) {
        int n = sums.length;
        int at = (rows.first()[i] - rows.sourceFrom()) * n;
        int k = i * rows.taps();
        int end = k + rows.count()[i];
        int[] weight = rows.weight();
        Arrays.fill(sums, HALF);
        for (; k + 3 < end; k += 4, at += 4 * n) {
            add(narrowed, at, n, weight[k], weight[k + 1], weight[k + 2], weight[k + 3], sums);
        }
        for (; k < end; k++, at += n) {
            add(narrowed, at, weight[k], sums);
        }
        for (int x = 0; x < n; x++) {
            sums[x] = clip(sums[x]);
        }
    }

    private static void add(int[] narrowed, int at, int n, int w0, int w1, int w2, int w3, int[] sums) {
        for (int x = 0; x < n; x++) {
            sums[x] += narrowed[at + x] * w0
                    + narrowed[at + n + x] * w1
                    + narrowed[at + 2 * n + x] * w2
                    + narrowed[at + 3 * n + x] * w3;
        }
    }

    private static void add(int[] narrowed, int at, int weight, int[] sums) {
        for (int x = 0; x < sums.length; x++) {
            sums[x] += narrowed[at + x] * weight;
        }
    }

    private static int clip(int sum) {
        return Math.max(0, Math.min(255, sum >> Coefficients.BITS));
    }

    private static int[] scratch(long length) {
        int[] kept = SCRATCH.get();
        if (kept.length >= length) {
            return kept;
        }
        int[] grown = new int[Math.toIntExact(length)];
        if (length <= KEPT) {
            SCRATCH.set(grown);
        }
        return grown;
    }
}
