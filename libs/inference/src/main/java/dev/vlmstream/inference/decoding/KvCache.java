package dev.vlmstream.inference.decoding;

import dev.vlmstream.inference.decoding.Step.StepOutputs;
import dev.vlmstream.inference.onnx.Binding;
import dev.vlmstream.inference.onnx.Binding.Outputs;
import dev.vlmstream.inference.onnx.Graph;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.onnx.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

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
        if (!decoder.inPlace()) {
            decoder.present().forEach(binding::outputToDevice);
        }
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
        if (added > decoder.positionsAtOnce(rows(), added)
                && wanted.equals(StepOutputs.LAST_LOGITS)
                && isCausal(inBlock)) {
            return inParts(embeds, mask, positions);
        }
        return whole(embeds, mask, positions, inBlock, wanted);
    }

    private static boolean isCausal(boolean[] inBlock) {
        return IntStream.range(0, inBlock.length).noneMatch(position -> inBlock[position]);
    }

    /**
     * Of what a long step's positions attend to, nearly half lies behind them and is computed for nothing; parts of the step attend
     * to what is before their end. Their scores and other intermediate results are smaller, too, and stay in caches.
     */
    private Step inParts(Embeddings embeds, long[] mask, long[] positions) {
        int before = length();
        int added = embeds.positions();
        int most = decoder.positionsAtOnce(rows(), added);
        past.reserve(most, added);
        int from = 0;
        for (; added - from > most; from += most) {
            part(embeds, mask, positions, before, from, from + most).close();
        }
        return part(embeds, mask, positions, before, from, added).asLastOf(added);
    }

    private Step part(Embeddings embeds, long[] mask, long[] positions, int before, int from, int to) {
        int added = embeds.positions();
        try (Embeddings part = embeds.each(tensor ->
                decoder.rows().pick(List.of(tensor), places(added, from, to), rows(), to - from, tensor.shape()[2]))) {
            long[] seen = columns(mask, before + added, 0, before + to);
            return whole(part, seen, columns(positions, added, from, to), causal(part), StepOutputs.LAST_LOGITS);
        }
    }

    private long[] places(int added, int from, int to) {
        return LongStream.range(0, rows())
                .flatMap(row -> LongStream.range(row * added + from, row * added + to))
                .toArray();
    }

    private static long[] columns(long[] lines, int width, int from, int to) {
        return IntStream.range(0, lines.length / width)
                .mapToObj(line -> Arrays.copyOfRange(lines, line * width + from, line * width + to))
                .flatMapToLong(Arrays::stream)
                .toArray();
    }

    private Step whole(Embeddings embeds, long[] mask, long[] positions, boolean[] inBlock, StepOutputs wanted) {
        int added = embeds.positions();
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
            replace(decoder.inPlace() ? past.continued(added) : joined(outputs));
            Tensor hidden = hiddenStates ? outputs.take(decoder.hiddenStates()) : null;
            return new Step(decoder, added, outputs.take(Decoder.LOGITS), hidden);
        } finally {
            if (hiddenStates) {
                binding.withoutOutput(decoder.hiddenStates());
            }
        }
    }

    private KvTensors joined(Outputs outputs) {
        List<Tensor> next = decoder.present().stream().map(outputs::take).toList();
        return new KvTensors(decoder, next, past.handOver(outputs));
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

    /** Drops the last positions of all rows. */
    void forget(int positions) {
        if (positions > 0) {
            replace(past.without(positions));
        }
    }

    @Override
    public void close() {
        binding.close();
        past.close();
    }

    /** What one step reads, bound: of this only what the graph declares. Close it after the step. */
    private static final class StepInputs implements AutoCloseable {

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
            if (decoder.inPlace()) {
                past.reserve(added);
                feed(decoder.graph().pastLength().orElseThrow(), new long[] {before}, 1);
            }
            for (int i = 0; i < decoder.past().size(); i++) {
                Tensor tensor = past.tensors().get(i);
                binding.input(decoder.past().get(i).name(), tensor);
                if (decoder.inPlace()) {
                    binding.outputInto(decoder.present().get(i), tensor);
                }
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
}
