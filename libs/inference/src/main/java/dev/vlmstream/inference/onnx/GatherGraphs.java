package dev.vlmstream.inference.onnx;

import dev.vlmstream.inference.onnx.Binding.Outputs;
import dev.vlmstream.inference.onnx.TensorRows.Blend;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers rows of several tensors into a new one, or sums of them, where a graph computes, by small graphs of the same session
 * settings: one for each combination of types, loaded when first needed.
 */
final class GatherGraphs implements AutoCloseable {

    private static final String FROM = "from";
    /** What makes rows of a tensor of any shape. */
    private static final String FLAT = "flat";

    private static final String ROWS = "rows";
    private static final String SHAPE = "shape";
    private static final String WEIGHTS = "weights";
    private static final String TO = "to";
    private static final TensorSpec INTEGERS = new TensorSpec("integers", Tensor.INT64, new long[] {-1});
    private static final TensorSpec NUMBERS = new TensorSpec("numbers", Tensor.FLOAT, new long[] {-1, 1});

    private final Graph beside;
    private final Map<Types, Graph> graphs = new HashMap<>();

    GatherGraphs(Graph beside) {
        this.beside = beside;
    }

    /** @param weighted how many weighted rows are summed up; 0 where rows are taken as they are */
    private record Types(List<Integer> from, int to, int weighted) {}

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
        return gather(sources, type, new long[][] {rows}, new float[0][], width, shape, place);
    }

    /** Weighted sums of rows, {@code [1, new rows, width]} in single precision on the device. */
    Tensor blend(List<Tensor> sources, Blend blend, long width) {
        long[] shape = {1, blend.count(), width};
        return gather(sources, Tensor.FLOAT, blend.rows(), blend.weights(), width, shape, Place.DEVICE);
    }

    private Tensor gather(
            List<Tensor> sources, int type, long[][] rows, float[][] weights, long width, long[] shape, Place place) {
        List<Tensor> opened = new ArrayList<>();
        try {
            List<Tensor> from = filled(sources, width, opened);
            Types types = new Types(from.stream().map(Tensor::type).toList(), type, weights.length);
            try (Binding binding = graphs.computeIfAbsent(types, this::load).bind()) {
                for (int i = 0; i < from.size(); i++) {
                    binding.input(FROM + i, from.get(i));
                }
                binding.input(FLAT, integers(new long[] {-1, width}, opened, 2));
                binding.input(SHAPE, integers(shape, opened, shape.length));
                for (int i = 0; i < rows.length; i++) {
                    binding.input(ROWS + i, integers(rows[i], opened, rows[i].length));
                }
                for (int i = 0; i < weights.length; i++) {
                    opened.add(Tensor.floats(NUMBERS, List.of(weights[i]), weights[i].length, 1));
                    binding.input(WEIGHTS + i, opened.get(opened.size() - 1));
                }
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
        GraphWriter writer = new GraphWriter().input(FLAT, Tensor.INT64, 1).input(SHAPE, Tensor.INT64, 1);
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
        String gathered = gathered(writer, all.size() > 1 ? "all" : all.get(0), types.weighted());
        writer.node("Reshape", "allowzero", 1, List.of(gathered, SHAPE), TO);
        return beside.beside(writer.output(TO, types.to(), 3).write());
    }

    /** The name of rows as they are, or of their sums. */
    private static String gathered(GraphWriter writer, String from, int weighted) {
        List<String> summands = new ArrayList<>();
        for (int i = 0; i < Math.max(weighted, 1); i++) {
            String picked = "picked" + i;
            writer.input(ROWS + i, Tensor.INT64, 1).node("Gather", 0, List.of(from, ROWS + i), picked);
            if (weighted == 0) {
                return picked;
            }
            summands.add("summand" + i);
            writer.input(WEIGHTS + i, Tensor.FLOAT, 2).node("Mul", List.of(picked, WEIGHTS + i), summands.get(i));
        }
        writer.node("Sum", summands, "sum");
        return "sum";
    }

    @Override
    public void close() {
        Loading.closeAll(graphs.values());
    }
}
