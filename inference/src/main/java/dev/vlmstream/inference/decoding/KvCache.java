package dev.vlmstream.inference.decoding;

import dev.vlmstream.inference.onnx.Binding;
import dev.vlmstream.inference.onnx.Graph;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.Outputs;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.onnx.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/** Keys and values of a batch so far. They stay where the graph computes; only the logits come to the CPU. */
public final class KvCache implements AutoCloseable {

    private final Decoder decoder;
    private final Binding binding;
    private List<Tensor> past = new ArrayList<>();
    private int rows;
    /** Positions in the cache, padding included. */
    private int length;

    KvCache(Decoder decoder, int rows) {
        this.decoder = decoder;
        this.rows = rows;
        this.binding = decoder.graph().bind();
        binding.outputToCpu(Decoder.LOGITS);
        decoder.present().forEach(binding::outputToDevice);
        for (TensorSpec spec : decoder.past()) {
            past.add(Tensor.empty(spec, rows, spec.shape()[1], 0, spec.shape()[3]));
        }
    }

    /**
     * Extends the cache by some positions.
     *
     * @param embeds {@code [rows, new positions, width]}; stays the caller's
     * @param mask {@code rows * (length + new positions)}: 0 for padding
     * @param positions {@code axes * rows * new positions}: each token's place among its row's tokens
     * @return per row the logits at its last position
     */
    public float[][] extend(Tensor embeds, long[] mask, long[] positions) {
        int added = (int) embeds.shape()[1];
        List<Tensor> inputs = new ArrayList<>();
        try {
            binding.input(Decoder.EMBEDS, embeds);
            feed(inputs, Decoder.MASK, mask, rows, length + added);
            feed(inputs, Decoder.POSITIONS, positions, decoder.positionShape(rows, added));
            feedSwitches(inputs);
            for (int i = 0; i < past.size(); i++) {
                binding.input(decoder.past().get(i).name(), past.get(i));
            }
            float[][] logits = run();
            length += added;
            return logits;
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

    private void feedSwitches(List<Tensor> opened) {
        feed(opened, Decoder.USE_CACHE, new long[] {length > 0 ? 1 : 0}, 1);
        decoder.graph().input(Decoder.LOGITS_TO_KEEP).ifPresent(spec -> {
            long[] shape = spec.shape().length == 0 ? new long[0] : new long[] {1};
            feed(opened, Decoder.LOGITS_TO_KEEP, new long[] {1}, shape);
        });
    }

    private float[][] run() {
        try (Outputs outputs = binding.run()) {
            List<Tensor> next = new ArrayList<>();
            for (String name : decoder.present()) {
                next.add(outputs.take(name));
            }
            Loading.closeAll(past);
            past = next;
            try (Tensor logits = outputs.take(Decoder.LOGITS)) {
                return lastPositions(logits);
            }
        }
    }

    private static float[][] lastPositions(Tensor logits) {
        long[] shape = logits.shape();
        int words = (int) shape[2];
        float[][] last = new float[(int) shape[0]][];
        for (int row = 0; row < last.length; row++) {
            last[row] = logits.floats(((row + 1) * shape[1] - 1) * words, words);
        }
        return last;
    }

    /**
     * Drops all rows but some, in that order, if the cache lies in the CPU's memory; on a GPU it would have to come to the
     * CPU and back, which costs more than the dropped rows do.
     *
     * @return whether the rows were dropped
     */
    public boolean keep(int[] kept) {
        if (!past.get(0).onCpu()) {
            return false;
        }
        List<Tensor> next = new ArrayList<>();
        for (Tensor tensor : past) {
            next.add(tensor.rows(kept));
        }
        Loading.closeAll(past);
        past = next;
        rows = kept.length;
        return true;
    }

    @Override
    public void close() {
        binding.close();
        Loading.closeAll(past);
    }
}
