package dev.vlmstream.inference.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Picks and joins rows of keys and values ({@code [rows, heads, positions, values]}) where a graph computes, so that they need
 * not come to the CPU, by small graphs of the same session settings.
 */
public final class RowGraphs implements AutoCloseable {

    private static final String FROM = "from";
    private static final String ROWS = "rows";
    private static final String POSITIONS = "positions";
    private static final String TO = "to";
    private static final TensorSpec INDEXES = new TensorSpec("indexes", Tensor.INT64, new long[] {-1});

    private final Graph beside;
    private final int type;
    /** By how many picks they join; loaded when first needed. */
    private final Map<Integer, Graph> graphs = new HashMap<>();

    /** @param type of the tensors, as {@link TensorSpec#type()} */
    public RowGraphs(Graph beside, int type) {
        this.beside = beside;
        this.type = type;
    }

    /** Some rows of a tensor, of each some positions; both may come more than once. */
    public record Pick(Tensor from, int[] rows, int[] positions) {
        private Pick withoutRows() {
            return new Pick(from, new int[0], positions);
        }
    }

    /** A new tensor of one pick's rows, then the next one's, of as many positions; all are copied at once. */
    public Tensor join(List<Pick> picks) {
        int inputs = GraphWriter.inputsFor(picks.size());
        Graph graph = graphs.computeIfAbsent(inputs, this::load);
        List<Tensor> indexes = new ArrayList<>();
        try (Binding binding = graph.bind().outputToDevice(TO)) {
            for (int i = 0; i < inputs; i++) {
                Pick pick = i < picks.size() ? picks.get(i) : picks.get(0).withoutRows();
                binding.input(FROM + i, pick.from());
                bind(binding, ROWS + i, pick.rows(), indexes);
                bind(binding, POSITIONS + i, pick.positions(), indexes);
            }
            try (Outputs outputs = binding.run()) {
                return outputs.take(TO);
            }
        } finally {
            Loading.closeAll(indexes);
        }
    }

    private static void bind(Binding binding, String name, int[] values, List<Tensor> opened) {
        long[] all = IntStream.of(values).asLongStream().toArray();
        Tensor tensor = Tensor.integers(INDEXES, all, all.length);
        opened.add(tensor);
        binding.input(name, tensor);
    }

    private Graph load(int inputs) {
        GraphWriter writer = new GraphWriter();
        List<String> picked = new ArrayList<>();
        for (int i = 0; i < inputs; i++) {
            picked.add(inputs == 1 ? TO : "picked" + i);
            writer.input(FROM + i, type, 4)
                    .input(ROWS + i, Tensor.INT64, 1)
                    .input(POSITIONS + i, Tensor.INT64, 1)
                    .node("Gather", 0, List.of(FROM + i, ROWS + i), "whole" + i)
                    .node("Gather", 2, List.of("whole" + i, POSITIONS + i), picked.get(i));
        }
        if (inputs > 1) {
            writer.node("Concat", 0, picked, TO);
        }
        return beside.beside(writer.output(TO, type, 4).write());
    }

    @Override
    public void close() {
        Loading.closeAll(graphs.values());
    }
}
