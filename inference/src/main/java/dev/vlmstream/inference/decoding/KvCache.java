package dev.vlmstream.inference.decoding;

import dev.vlmstream.inference.onnx.Binding;
import dev.vlmstream.inference.onnx.Graph;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.Outputs;
import dev.vlmstream.inference.onnx.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The keys and values of a batch, layer by layer: where the graph computed them, bound from one step to the next. The batch
 * begins with no positions ({@code past} of length zero) and grows at its end.
 */
public final class KvCache implements AutoCloseable {

    private final Decoder decoder;
    private final Binding binding;
    private KvTensors past;

    /** Takes over what has been computed. */
    KvCache(Decoder decoder, KvTensors past) {
        this.decoder = decoder;
        this.past = past;
        this.binding = decoder.graph().bind();
        binding.outputToCpu(Decoder.LOGITS);
        decoder.present().forEach(binding::outputToDevice);
    }

    public int rows() {
        return past.rows();
    }

    /** Positions in the cache, padding included. */
    public int length() {
        return past.length();
    }

    /** As {@link #step} with {@link Wanted#LAST_LOGITS}; per row the logits after its last position. */
    public float[][] extend(Tensor embeds, long[] mask, long[] positions) {
        try (Step step = step(embeds, mask, positions, Wanted.LAST_LOGITS)) {
            float[][] last = new float[past.rows()][];
            for (int row = 0; row < past.rows(); row++) {
                last[row] = step.lastLogits(row);
            }
            return last;
        }
    }

    /**
     * Extends the cache by some positions.
     *
     * @param embeds {@code [rows, new positions, width]}; stays the caller's
     * @param mask {@code rows * (length + new positions)}: 0 for padding
     * @param positions {@code axes * rows * new positions}: each token's place among its row's tokens
     * @return the caller closes it
     */
    public Step step(Tensor embeds, long[] mask, long[] positions, Wanted wanted) {
        int added = (int) embeds.shape()[1];
        List<Tensor> inputs = new ArrayList<>();
        try {
            binding.input(Decoder.EMBEDS, embeds);
            feed(inputs, Decoder.MASK, mask, past.rows(), past.length() + added);
            feed(inputs, Decoder.POSITIONS, positions, decoder.positionShape(past.rows(), added));
            feedSwitches(inputs, wanted.everyPosition() ? added : 1);
            for (int i = 0; i < decoder.past().size(); i++) {
                binding.input(decoder.past().get(i).name(), past.tensors().get(i));
            }
            return run(added, wanted.hiddenStates());
        } finally {
            Loading.closeAll(inputs);
        }
    }

    private void feed(List<Tensor> opened, String name, long[] values, long... shape) {
        Graph graph = decoder.graph();
        graph.input(name).ifPresent(spec -> {
            Tensor tensor = Tensor.integers(spec, values, shape);
            opened.add(tensor);
            binding.input(name, tensor);
        });
    }

    private void feedSwitches(List<Tensor> opened, int keptLogits) {
        feed(opened, Decoder.USE_CACHE, new long[] {past.length() > 0 ? 1 : 0}, 1);
        decoder.graph().input(Decoder.LOGITS_TO_KEEP).ifPresent(spec -> {
            long[] shape = spec.shape().length == 0 ? new long[0] : new long[] {1};
            feed(opened, Decoder.LOGITS_TO_KEEP, new long[] {keptLogits}, shape);
        });
    }

    private Step run(int added, boolean hiddenStates) {
        if (hiddenStates) {
            binding.outputToCpu(decoder.hiddenStates());
        }
        try (Outputs outputs = binding.run()) {
            List<Tensor> next = new ArrayList<>();
            for (String name : decoder.present()) {
                next.add(outputs.take(name));
            }
            replace(new KvTensors(decoder, next));
            Tensor hidden = hiddenStates ? outputs.take(decoder.hiddenStates()) : null;
            return new Step(decoder, added, outputs.take(Decoder.LOGITS), hidden);
        } finally {
            if (hiddenStates) {
                binding.withoutOutput(decoder.hiddenStates());
            }
        }
    }

    /** Some rows, in that order, in place of all; a row may come more than once, as beams do that have one parent. */
    public void select(int[] chosen) {
        replace(copies(chosen));
    }

    /** A new cache of copies of some rows, which may come more than once; this one stays as it is. The caller closes it. */
    public KvCache branch(int[] chosen) {
        return new KvCache(decoder, copies(chosen));
    }

    private KvTensors copies(int[] chosen) {
        List<KvRow> kept = IntStream.of(chosen)
                .mapToObj(row -> KvRow.last(past, row, past.length()))
                .toList();
        return KvTensors.copy(kept, past.length());
    }

    /** What has been computed; it changes with the next step. */
    KvTensors past() {
        return past;
    }

    /** Goes on from something else; takes it over. */
    void replace(KvTensors next) {
        past.close();
        past = next;
    }

    @Override
    public void close() {
        binding.close();
        past.close();
    }
}
