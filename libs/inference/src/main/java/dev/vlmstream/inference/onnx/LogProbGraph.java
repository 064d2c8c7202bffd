package dev.vlmstream.inference.onnx;

import dev.vlmstream.inference.onnx.Binding.Outputs;
import java.util.List;

/**
 * Logarithms of the probabilities of some words from logits, by ONNX Runtime's vectorised kernels on all of a session's
 * threads: few numbers leave native memory instead of whole vocabularies. Half precision is widened first.
 */
public final class LogProbGraph implements AutoCloseable {

    private static final String LOGITS = "of";
    private static final String WORDS = "words";
    private static final String CHOSEN = "chosen";
    private static final TensorSpec INDEXES = new TensorSpec(WORDS, Tensor.INT64, new long[] {-1, -1, -1});

    private final Graph graph;

    /** @param type of the logits, as {@link TensorSpec#type()} */
    public LogProbGraph(Graph beside, int type) {
        this.graph = beside.beside(new GraphWriter()
                .input(LOGITS, type, 3)
                .input(WORDS, Tensor.INT64, 3)
                .node("Cast", "to", Tensor.FLOAT, List.of(LOGITS), "wide")
                .node("LogSoftmax", "axis", 2, List.of("wide"), "all")
                .node("GatherElements", "axis", 2, List.of("all", WORDS), CHOSEN)
                .output(CHOSEN, Tensor.FLOAT, 3)
                .write());
    }

    /**
     * @param logits {@code [rows, positions, vocabulary]}
     * @param words {@code rows * positions * each}: which words are asked for at each position, as many everywhere
     * @return natural logarithms, in the order of {@code words}
     */
    public float[] of(Tensor logits, long[] words) {
        long[] shape = logits.shape();
        long each = words.length / (shape[0] * shape[1]);
        try (Tensor indexes = Tensor.integers(INDEXES, words, shape[0], shape[1], each);
                Binding binding =
                        graph.bind().input(LOGITS, logits).input(WORDS, indexes).outputToCpu(CHOSEN);
                Outputs outputs = binding.run();
                Tensor chosen = outputs.take(CHOSEN)) {
            return chosen.floats(0, words.length);
        }
    }

    @Override
    public void close() {
        graph.close();
    }
}
