package dev.vlmstream.inference.decoding;

import dev.vlmstream.inference.onnx.Binding;
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

    /** What an encoder's keys and values take of each row; 0 without an encoder. */
    public long encoderBytesPerRow() {
        return past.memory() == null ? 0 : past.memory().bytesPerRow();
    }

    /** As {@link #step(Embeddings, PaddedBatch, StepOutputs)}; per row the logits after its last position. */
    float[][] extend(Embeddings embeds, PaddedBatch prompts) {
        try (Step step = step(embeds, prompts, StepOutputs.LAST_LOGITS)) {
            return step.lastLogits();
        }
    }

    /** As {@link #step(Embeddings, long[], long[], StepOutputs)}; per row the logits after its last position. */
    float[][] extend(Embeddings embeds, long[] mask, long[] positions) {
        try (Step step = step(embeds, mask, positions, StepOutputs.LAST_LOGITS)) {
            return step.lastLogits();
        }
    }

    /** Extends the cache by what is to be computed of some prompts; the caller closes the step. */
    Step step(Embeddings embeds, PaddedBatch prompts, StepOutputs wanted) {
        return step(embeds, prompts.mask(), prompts.positions(decoder.positionAxes()), prompts.inBlock(), wanted);
    }

    /**
     * Extends the cache by some positions, each of which attends to what is before it.
     *
     * @param embeds of the new positions; stay the caller's
     * @param mask {@code rows * (length + new positions)}: 0 for padding
     * @param positions {@code axes * rows * new positions}: each token's place among its row's tokens
     * @return the caller closes it
     */
    public Step step(Embeddings embeds, long[] mask, long[] positions, StepOutputs wanted) {
        return step(embeds, mask, positions, causal(embeds), wanted);
    }

    private static boolean[] causal(Embeddings embeds) {
        return new boolean[(int) embeds.tokens().shape()[0] * embeds.positions()];
    }

    /** @param inBlock {@code rows * new positions}: which of them attend to one another in both directions */
    Step step(Embeddings embeds, long[] mask, long[] positions, boolean[] inBlock, StepOutputs wanted) {
        int added = embeds.positions();
        if (decoder.takesNoPadding() && UnpaddedSteps.areNeeded(decoder, past, added, mask)) {
            return unpadded(embeds, mask, positions, inBlock, wanted);
        }
        try (StepInputs inputs = new StepInputs(decoder, binding, past, embeds)) {
            inputs.rowMask(mask).positions(positions).types(inBlock).keptLogits(wanted.everyPosition() ? added : 1);
            return run(added, wanted.hiddenStates());
        }
    }

    private Step unpadded(Embeddings embeds, long[] mask, long[] positions, boolean[] inBlock, StepOutputs wanted) {
        int added = embeds.positions();
        try (UnpaddedSteps steps = new UnpaddedSteps(decoder, past, added, wanted)) {
            steps.compute(embeds, mask, positions, inBlock);
            Step step = steps.step();
            replace(steps.past());
            return step;
        }
    }

    /**
     * The logits after tokens that need not follow one another, such as the places of a tree; the cache stays as it is. Takes
     * {@link Decoder#branches()}.
     *
     * @param embeds of the new positions; stay the caller's
     * @param mask {@code rows * new positions * (length + new positions)}: what each token looks at, itself included and
     *     none after it
     * @param positions {@code axes * rows * new positions}: each token's place among those that it follows
     * @return the caller closes it
     */
    public Step aside(Embeddings embeds, long[] mask, long[] positions) {
        int added = embeds.positions();
        try (Binding once = decoder.graph().bind().outputToCpu(Decoder.LOGITS);
                StepInputs inputs = new StepInputs(decoder, once, past, embeds)) {
            inputs.queryMask(mask).positions(positions).types(causal(embeds)).keptLogits(added);
            try (Outputs outputs = once.run()) {
                return new Step(decoder, added, outputs.take(Decoder.LOGITS), null);
            }
        }
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
            replace(new KvTensors(decoder, next, past.handOver(outputs)));
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

    /** Continues from something else; takes it over. */
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
