package dev.vlmstream.inference.families;

import dev.vlmstream.inference.families.Grid.Lines;
import dev.vlmstream.inference.onnx.TensorRows.Blend;

/** Torch's {@code interpolate(mode="bilinear")}: corners not aligned, not antialiased, positions in single precision. */
final class Bilinear {

    private static final int CORNERS = 4;

    private Bilinear() {}

    /** Where a grid's row and column lies among rows of features. */
    @FunctionalInterface
    interface Places {
        long number(int y, int x);
    }

    /** Between which two places of a side a new one lies, and how near the second. */
    private record Between(int first, int second, float share) {
        static Between of(int place, int from, int to) {
            float at = Math.max((float) from / to * (place + 0.5f) - 0.5f, 0);
            int first = Math.min((int) at, from - 1);
            return new Between(first, Math.min(first + 1, from - 1), at - first);
        }
    }

    /** A grid of {@code height * width} places as a smaller one, row by row. */
    static Blend reduce(int height, int width, Lines to, Places places) {
        long[][] rows = new long[CORNERS][to.height() * to.width()];
        float[][] weights = new float[CORNERS][to.height() * to.width()];
        for (int i = 0; i < to.height() * to.width(); i++) {
            Between y = Between.of(i / to.width(), height, to.height());
            Between x = Between.of(i % to.width(), width, to.width());
            for (int corner = 0; corner < CORNERS; corner++) {
                boolean lower = corner / 2 == 1;
                boolean right = corner % 2 == 1;
                rows[corner][i] = places.number(lower ? y.second() : y.first(), right ? x.second() : x.first());
                weights[corner][i] = (lower ? y.share() : 1 - y.share()) * (right ? x.share() : 1 - x.share());
            }
        }
        return new Blend(rows, weights);
    }
}
