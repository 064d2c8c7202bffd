package dev.vlmstream.inference.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Rows of values, picked from tensors and put elsewhere where these lie: in the CPU's memory by copying, on a GPU by graphs. A
 * tensor of any shape is taken as rows of the width in question.
 */
public final class TensorRows implements AutoCloseable {

    private static final TensorSpec BLENDED = new TensorSpec("blended", Tensor.FLOAT, new long[] {1, -1, -1});

    private final Graph beside;
    private final GatherGraphs graphs;

    /** @param beside a graph that computes where the tensors lie */
    public TensorRows(Graph beside) {
        this.beside = beside;
        this.graphs = new GatherGraphs(beside);
    }

    /**
     * A new tensor of some rows.
     *
     * @param sources of single or half precision; if the two are mixed, single is what comes of it
     * @param rows which of the sources' rows, counted over all of them
     * @param shape {@code [a, b, width]}, where a * b rows are given
     */
    public Tensor pick(List<Tensor> sources, long[] rows, long... shape) {
        Tensor widest = sources.stream()
                .filter(source -> source.type() == Tensor.FLOAT)
                .findFirst()
                .orElse(sources.get(0));
        return pick(sources, widest.spec(), rows, shape);
    }

    /** As {@link #pick(List, long[], long...)}, in the type that {@code as} declares. */
    public Tensor pick(List<Tensor> sources, TensorSpec as, long[] rows, long... shape) {
        return picked(sources, as, rows, shape[2], shape);
    }

    /**
     * Tensors with as many rows of one width side by side.
     *
     * @return {@code [1, rows, width * tensors]}
     */
    public Tensor sideBySide(List<Tensor> columns) {
        Tensor first = columns.get(0);
        long width = first.shape()[first.shape().length - 1];
        long count = first.elements() / width;
        long[] rows = new long[Math.toIntExact(count * columns.size())];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i % columns.size() * count + i / columns.size();
        }
        return picked(columns, first.spec(), rows, width, 1, count, width * columns.size());
    }

    private Tensor picked(List<Tensor> sources, TensorSpec as, long[] rows, long width, long... shape) {
        if (beside.onDevice()) {
            return graphs.gather(sources, as.type(), rows, width, shape, GatherGraphs.Place.DEVICE);
        }
        Tensor picked = Tensor.empty(as, shape);
        try {
            copy(sources, rows, picked, counted(rows.length), width);
            return picked;
        } catch (RuntimeException e) {
            picked.close();
            throw e;
        }
    }

    /**
     * Weighted sums of rows, {@code [1, new rows, width]} in single precision.
     *
     * @param sources of single or half precision
     */
    public Tensor blend(List<Tensor> sources, Blend blend, int width) {
        if (beside.onDevice()) {
            return graphs.blend(sources, blend, width);
        }
        long[] ends = ends(sources, width);
        Tensor blended = Tensor.empty(BLENDED, 1, blend.count(), width);
        try {
            for (int row = 0; row < blend.count(); row++) {
                float[] sum = new float[width];
                for (int i = 0; i < blend.rows().length; i++) {
                    long from = blend.rows()[i][row];
                    int source = source(ends, from);
                    long offset = (from - begin(ends, source)) * width;
                    add(sources.get(source).floats(offset, width), blend.weights()[i][row], sum);
                }
                blended.write(sum, (long) row * width);
            }
            return blended;
        } catch (RuntimeException e) {
            blended.close();
            throw e;
        }
    }

    private static void add(float[] values, float weight, float[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] += weight * values[i];
        }
    }

    /**
     * Puts rows in the places of others, on the CPU without copying these.
     *
     * @param target {@code [a, b, width]}; taken over
     * @param by of all whose rows, one after another, a part comes into the places
     * @param part which, from 0
     * @param parts how many times as wide as the target's these rows are
     * @param places which of the target's rows
     * @throws IllegalArgumentException if the rows are not so wide
     */
    public Tensor replace(Tensor target, List<Tensor> by, int part, int parts, long[] places) {
        boolean replaced = false;
        try {
            long[] shape = target.shape();
            by.forEach(source -> requireWidth(source, parts * shape[2]));
            if (!beside.onDevice()) {
                long[] rows = LongStream.range(0, places.length)
                        .map(row -> row * parts + part)
                        .toArray();
                copy(by, rows, target, places, shape[2]);
                replaced = true;
                return target;
            }
            long own = shape[0] * shape[1];
            long[] rows = counted(own);
            for (int i = 0; i < places.length; i++) {
                rows[(int) places[i]] = own + (long) i * parts + part;
            }
            List<Tensor> sources = new ArrayList<>(List.of(target));
            sources.addAll(by);
            return graphs.gather(sources, target.type(), rows, shape[2], shape, GatherGraphs.Place.DEVICE);
        } finally {
            if (!replaced) {
                target.close();
            }
        }
    }

    private static void requireWidth(Tensor source, long width) {
        long[] shape = source.shape();
        if (shape[shape.length - 1] != width) {
            throw new IllegalArgumentException("rows of " + shape[shape.length - 1]
                    + " values cannot take the place of rows of " + width + " values");
        }
    }

    /** Rows from elsewhere as {@code [1, rows, width]}, brought to where tensors lie. */
    public Tensor place(float[][] rows) {
        Tensor tensor = Tensor.floats(rows);
        if (!beside.onDevice() || rows.length == 0) {
            return tensor;
        }
        try (tensor) {
            long[] shape = tensor.shape();
            return graphs.gather(
                    List.of(tensor), tensor.type(), counted(rows.length), shape[2], shape, GatherGraphs.Place.DEVICE);
        }
    }

    /** All rows of a tensor {@code [a, b, width]}. */
    public float[][] read(Tensor tensor) {
        if (tensor.onCpu()) {
            return rows(tensor);
        }
        long[] shape = tensor.shape();
        long[] all = counted(shape[0] * shape[1]);
        try (Tensor here =
                graphs.gather(List.of(tensor), tensor.type(), all, shape[2], shape, GatherGraphs.Place.CPU)) {
            return rows(here);
        }
    }

    private static float[][] rows(Tensor tensor) {
        long[] shape = tensor.shape();
        float[][] rows = new float[Math.toIntExact(shape[0] * shape[1])][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = tensor.floats(i * shape[2], (int) shape[2]);
        }
        return rows;
    }

    private static long[] counted(long count) {
        return LongStream.range(0, count).toArray();
    }

    /** Copies rows that lie one after another on both sides at once. */
    private static void copy(List<Tensor> sources, long[] from, Tensor to, long[] places, long width) {
        long[] ends = ends(sources, width);
        int next = 0;
        while (next < from.length) {
            long row = from[next];
            int source = source(ends, row);
            int count = 1;
            while (next + count < from.length
                    && from[next + count] == row + count
                    && places[next + count] == places[next] + count
                    && row + count < ends[source]) {
                count++;
            }
            to.copy(places[next] * width, sources.get(source), (row - begin(ends, source)) * width, count * width);
            next += count;
        }
    }

    private static long[] ends(List<Tensor> sources, long width) {
        long[] ends = new long[sources.size()];
        long end = 0;
        for (int i = 0; i < ends.length; i++) {
            end += sources.get(i).elements() / width;
            ends[i] = end;
        }
        return ends;
    }

    private static long begin(long[] ends, int source) {
        return source == 0 ? 0 : ends[source - 1];
    }

    private static int source(long[] ends, long row) {
        int source = 0;
        while (row >= ends[source]) {
            source++;
        }
        return source;
    }

    @Override
    public void close() {
        graphs.close();
    }

    /**
     * New rows, each a weighted sum of as many others.
     *
     * @param rows {@code [summands][new rows]}: the numbers of others
     * @param weights of these, in the same places
     */
    public record Blend(long[][] rows, float[][] weights) {
        public Blend {
            if (rows.length < 1 || rows.length != weights.length) {
                throw new IllegalArgumentException(rows.length + " summands with weights for " + weights.length);
            }
            for (int i = 0; i < rows.length; i++) {
                if (rows[i].length != rows[0].length || weights[i].length != rows[0].length) {
                    throw new IllegalArgumentException("summand " + i + " has " + rows[i].length + " rows and "
                            + weights[i].length + " weights, not " + rows[0].length);
                }
            }
        }

        /** How many new rows. */
        public int count() {
            return rows[0].length;
        }
    }
}
