package dev.vlmstream.inference.onnx;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Picks and joins rows of keys and values ({@code [rows, heads, positions, values]}) where a graph computes, so that they need
 * not come to the CPU: two small graphs of the same session settings.
 */
public final class RowGraphs implements AutoCloseable {

    private static final String FROM = "from";
    private static final String ROWS = "rows";
    private static final String POSITIONS = "positions";
    private static final String AND = "and";
    private static final String TO = "to";
    private static final TensorSpec INDEXES = new TensorSpec("indexes", Tensor.INT64, new long[] {-1});

    private final Graph pick;
    private final Graph join;

    /** @param type of the tensors, as {@link TensorSpec#type()} */
    public RowGraphs(Graph beside, int type) {
        this.pick = beside.beside(new GraphWriter()
                .input(FROM, type, 4)
                .input(ROWS, Tensor.INT64, 1)
                .input(POSITIONS, Tensor.INT64, 1)
                .node("Gather", 0, List.of(FROM, ROWS), "picked")
                .node("Gather", 2, List.of("picked", POSITIONS), TO)
                .output(TO, type, 4)
                .write());
        this.join = beside.beside(new GraphWriter()
                .input(FROM, type, 4)
                .input(AND, type, 4)
                .node("Concat", 0, List.of(FROM, AND), TO)
                .output(TO, type, 4)
                .write());
    }

    /** A new tensor of some rows, of each some positions; both may come more than once. */
    public Tensor pick(Tensor from, int[] rows, int[] positions) {
        try (Tensor rowIndexes = indexes(rows);
                Tensor positionIndexes = indexes(positions);
                Binding binding = pick.bind()
                        .input(FROM, from)
                        .input(ROWS, rowIndexes)
                        .input(POSITIONS, positionIndexes)
                        .outputToDevice(TO);
                Outputs outputs = binding.run()) {
            return outputs.take(TO);
        }
    }

    /** A new tensor of one's rows, then the other's, of as many positions. */
    public Tensor join(Tensor from, Tensor and) {
        try (Binding binding = join.bind().input(FROM, from).input(AND, and).outputToDevice(TO);
                Outputs outputs = binding.run()) {
            return outputs.take(TO);
        }
    }

    private static Tensor indexes(int[] values) {
        return Tensor.integers(INDEXES, IntStream.of(values).asLongStream().toArray(), values.length);
    }

    @Override
    public void close() {
        Loading.closeAll(List.of(pick, join));
    }
}
