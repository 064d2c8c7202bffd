package dev.vlmstream.inference.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers rows of several tensors into a new one where a graph computes, by small graphs of the same session settings: one for
 * each combination of types, loaded when first needed.
 */
final class GatherGraphs implements AutoCloseable {

    private static final String FROM = "from";
    /** What makes rows of a tensor of any shape. */
    private static final String FLAT = "flat";

    private static final String ROWS = "rows";
    private static final String SHAPE = "shape";
    private static final String TO = "to";
    private static final TensorSpec INTEGERS = new TensorSpec("integers", Tensor.INT64, new long[] {-1});

    private final Graph beside;
    private final Map<Types, Graph> graphs = new HashMap<>();

    GatherGraphs(Graph beside) {
        this.beside = beside;
    }

    private record Types(List<Integer> from, int to) {}

    /** Where the result is wanted. */
    enum Place {
        DEVICE,
        CPU
    }

    /**
     * Gathers; sources on the CPU are brought to the device.
     *
     * @param type of the result
     * @param rows which of the sources' rows, counted over all of them
     * @param width of a row
     * @param shape of the result, of three dimensions, which the rows fill
     */
    Tensor gather(List<Tensor> sources, int type, long[] rows, long width, long[] shape, Place place) {
        List<Tensor> opened = new ArrayList<>();
        try {
            List<Tensor> from = filled(sources, width, opened);
            Types types = new Types(from.stream().map(Tensor::type).toList(), type);
            try (Binding binding = graphs.computeIfAbsent(types, this::load).bind()) {
                for (int i = 0; i < from.size(); i++) {
                    binding.input(FROM + i, from.get(i));
                }
                binding.input(FLAT, integers(new long[] {-1, width}, opened, 2));
                binding.input(ROWS, integers(rows, opened, rows.length));
                binding.input(SHAPE, integers(shape, opened, shape.length));
                Binding bound = place == Place.CPU ? binding.outputToCpu(TO) : binding.outputToDevice(TO);
                try (Outputs outputs = bound.run()) {
                    return outputs.take(TO);
                }
            }
        } finally {
            Loading.closeAll(opened);
        }
    }

    /** As many as a graph has inputs, those without rows at the end. */
    private static List<Tensor> filled(List<Tensor> sources, long width, List<Tensor> opened) {
        List<Tensor> filled = new ArrayList<>(sources);
        while (filled.size() < GraphWriter.inputsFor(sources.size())) {
            if (filled.size() == sources.size()) {
                opened.add(Tensor.empty(sources.get(sources.size() - 1).spec(), 0, width));
            }
            filled.add(opened.get(0));
        }
        return filled;
    }

    private static Tensor integers(long[] values, List<Tensor> opened, long... shape) {
        Tensor tensor = Tensor.integers(INTEGERS, values, shape);
        opened.add(tensor);
        return tensor;
    }

    private Graph load(Types types) {
        GraphWriter writer = new GraphWriter()
                .input(FLAT, Tensor.INT64, 1)
                .input(ROWS, Tensor.INT64, 1)
                .input(SHAPE, Tensor.INT64, 1);
        List<String> all = new ArrayList<>();
        for (int i = 0; i < types.from().size(); i++) {
            all.add("cast" + i);
            writer.input(FROM + i, types.from().get(i))
                    .node("Reshape", "allowzero", 0, List.of(FROM + i, FLAT), FLAT + i)
                    .node("Cast", "to", types.to(), List.of(FLAT + i), all.get(i));
        }
        if (all.size() > 1) {
            writer.node("Concat", 0, all, "all");
        }
        writer.node("Gather", 0, List.of(all.size() > 1 ? "all" : all.get(0), ROWS), "gathered")
                .node("Reshape", "allowzero", 1, List.of("gathered", SHAPE), TO);
        return beside.beside(writer.output(TO, types.to(), 3).write());
    }

    @Override
    public void close() {
        Loading.closeAll(graphs.values());
    }
}
