package dev.vlmstream.inference.onnx;

import dev.vlmstream.inference.onnx.Binding.Outputs;
import java.util.ArrayList;
import java.util.Collections;
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

    /**
     * Some rows of some tensors of one shape, of each row some positions; both may come more than once.
     *
     * @param from as many tensors as the other picks have
     */
    public record Pick(List<Tensor> from, int[] rows, int[] positions) {
        private Pick withoutRows() {
            return new Pick(from, new int[0], positions);
        }
    }

    /**
     * From the first tensors of all picks a new one, from the second ones another, and so on: one pick's rows, then the next
     * one's, of as many positions. Each row is copied as often, however many picks there are.
     */
    public List<Tensor> join(List<Pick> picks) {
        int inputs = GraphWriter.inputsFor(picks.size());
        List<Pick> all = new ArrayList<>(picks);
        all.addAll(Collections.nCopies(inputs - picks.size(), picks.get(0).withoutRows()));
        List<Tensor> indexes = new ArrayList<>();
        try (Binding binding = graphs.computeIfAbsent(inputs, this::load).bind().outputToDevice(TO);
                Loading joining = new Loading()) {
            // Indexes are bound once, so that they are brought to the GPU once.
            for (int i = 0; i < inputs; i++) {
                bind(binding, ROWS + i, all.get(i).rows(), indexes);
                bind(binding, POSITIONS + i, all.get(i).positions(), indexes);
            }
            List<Tensor> joined = new ArrayList<>();
            for (int tensor = 0; tensor < picks.get(0).from().size(); tensor++) {
                for (int i = 0; i < inputs; i++) {
                    binding.input(FROM + i, all.get(i).from().get(tensor));
                }
                try (Outputs outputs = binding.run()) {
                    joined.add(joining.add(outputs.take(TO)));
                }
            }
            return joining.complete(joined);
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
