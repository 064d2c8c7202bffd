package dev.vlmstream.inference.decoding;

import dev.vlmstream.inference.onnx.Binding;
import dev.vlmstream.inference.onnx.Graph;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.onnx.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What one step reads, bound: of this only what the graph declares. Close it after the step. */
final class StepInputs implements AutoCloseable {

    private final Decoder decoder;
    private final Binding binding;
    private final int rows;
    private final int before;
    private final int added;
    private final List<Tensor> opened = new ArrayList<>();

    /** @param embeds of the new positions; both stay the caller's */
    StepInputs(Decoder decoder, Binding binding, KvTensors past, Embeddings embeds) {
        this.decoder = decoder;
        this.binding = binding;
        this.rows = past.rows();
        this.before = past.length();
        this.added = embeds.positions();
        binding.input(Decoder.EMBEDS, embeds.tokens());
        for (int i = 0; i < decoder.deepstack().size(); i++) {
            TensorSpec spec = decoder.deepstack().get(i);
            binding.input(
                    spec.name(),
                    embeds.deepstack().isEmpty()
                            ? zeros(spec)
                            : embeds.deepstack().get(i));
        }
        for (int i = 0; i < decoder.past().size(); i++) {
            binding.input(decoder.past().get(i).name(), past.tensors().get(i));
        }
        if (past.memory() != null) {
            past.memory().bind(binding, opened);
        }
        feed(Decoder.USE_CACHE, new long[] {before > 0 ? 1 : 0}, 1);
    }

    private Tensor zeros(TensorSpec spec) {
        Tensor zeros = Tensor.zeros(spec, rows, added, spec.shape()[2]);
        opened.add(zeros);
        return zeros;
    }

    /** @param mask {@code rows * (before + added)}: the same for all new positions of a row */
    StepInputs rowMask(long[] mask) {
        feed(Decoder.MASK, mask, rows, before + added);
        decoder.graph().queryMask().ifPresent(spec -> feed(spec, mask, rows, 1, 1, before + added));
        return this;
    }

    /** @param mask {@code rows * added * (before + added)}: what each new position looks at, itself included */
    StepInputs queryMask(long[] mask) {
        long[] whole = new long[rows * (before + added)];
        Arrays.fill(whole, 1);
        feed(Decoder.MASK, whole, rows, before + added);
        feed(decoder.graph().queryMask().orElseThrow(), mask, rows, 1, added, before + added);
        return this;
    }

    /** @param positions {@code axes * rows * added} */
    StepInputs positions(long[] positions) {
        feed(Decoder.POSITIONS, positions, decoder.positionShape(rows, added));
        return this;
    }

    /** @param inBlock {@code rows * added}: which new positions attend to one another in both directions */
    StepInputs types(boolean[] inBlock) {
        decoder.tokenTypes().ifPresent(types -> feed(Decoder.TYPES, types.of(inBlock), rows, added));
        return this;
    }

    /** At how many of the last positions logits are wanted. */
    StepInputs keptLogits(int count) {
        decoder.graph().input(Decoder.LOGITS_TO_KEEP).ifPresent(spec -> {
            long[] shape = spec.shape().length == 0 ? new long[0] : new long[] {1};
            feed(spec, new long[] {count}, shape);
        });
        return this;
    }

    private void feed(String name, long[] values, long... shape) {
        Graph graph = decoder.graph();
        graph.input(name).ifPresent(spec -> feed(spec, values, shape));
    }

    private void feed(TensorSpec spec, long[] values, long... shape) {
        Tensor tensor = Tensor.integers(spec, values, shape);
        opened.add(tensor);
        binding.input(spec.name(), tensor);
    }

    @Override
    public void close() {
        Loading.closeAll(opened);
    }
}
