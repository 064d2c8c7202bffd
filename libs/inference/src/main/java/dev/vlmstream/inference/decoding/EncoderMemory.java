package dev.vlmstream.inference.decoding;

import dev.vlmstream.inference.onnx.Binding;
import dev.vlmstream.inference.onnx.Binding.Outputs;
import dev.vlmstream.inference.onnx.Graph;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.onnx.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What an encoder read of each row's prompt, each at the end of its row: its states up to the first step, the keys and values
 * that this makes of them from then on.
 *
 * @param states {@code [rows, longest, width]}; null once keys and values are there
 */
record EncoderMemory(
        Decoder decoder,
        int[] lengths,
        @Nullable Tensor states,
        @Nullable KvTensors keys) implements AutoCloseable {
    /**
     * What a decoder that looks at an encoder's states declares besides its own keys and values, as optimum exports it: {@code
     * encoder_attention_mask [rows, encoder positions]}, {@code encoder_hidden_states [rows, encoder positions, width]}, which the
     * first step reads, and what that makes of them, {@code present.N.encoder.key|value}, which go into all others as {@code
     * past_key_values.N.encoder.key|value}.
     *
     * @param past the inputs with the encoder's keys and values
     * @param present the first step's outputs that these continue from
     */
    record CrossAttention(TensorSpec mask, TensorSpec states, List<TensorSpec> past, List<String> present) {

        private static final String OWN = ".encoder.";

        /** Whether keys or values of that name are of the encoder's states. */
        static boolean owns(String name) {
            return name.contains(OWN);
        }

        /** @throws dev.vlmstream.inference.bundle.BundleException if the graph has but a part of it */
        static Optional<CrossAttention> of(Graph graph, String prefix) {
            List<TensorSpec> past = graph.inputNames().stream()
                    .filter(name -> name.startsWith(prefix) && owns(name))
                    .map(graph::requireInput)
                    .toList();
            return past.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new CrossAttention(
                            graph.requireInput("encoder_attention_mask"),
                            graph.requireInput("encoder_hidden_states"),
                            past,
                            Decoder.present(graph, past)));
        }
    }

    /** The states of prompts, which are their features. */
    static EncoderMemory read(Decoder decoder, List<EmbeddedPrompt> prompts) {
        List<EmbeddedPrompt.Features> features = new ArrayList<>();
        try {
            prompts.forEach(prompt -> features.add(prompt.features().get()));
            return of(
                    decoder,
                    features.stream().map(EmbeddedPrompt.Features::tensor).toList());
        } finally {
            Loading.closeAll(features);
        }
    }

    /** @param each {@code [1, positions, width]} of a row; copied */
    private static EncoderMemory of(Decoder decoder, List<Tensor> each) {
        int[] lengths = each.stream().mapToInt(one -> (int) one.shape()[1]).toArray();
        int longest = longest(lengths);
        LongStream.Builder rows = LongStream.builder();
        long first = 0;
        for (int length : lengths) {
            // Nothing attends to what is before a row, but there must be numbers.
            for (int i = length; i < longest; i++) {
                rows.add(first);
            }
            LongStream.range(first, first + length).forEach(rows);
            first += length;
        }
        TensorSpec as = decoder.cross().orElseThrow().states();
        long width = each.get(0).shape()[2];
        Tensor states = decoder.rows().pick(each, as, rows.build().toArray(), lengths.length, longest, width);
        return new EncoderMemory(decoder, lengths, states, null);
    }

    private static int longest(int[] lengths) {
        return Arrays.stream(lengths).max().orElseThrow();
    }

    /** Some rows of one memory whose keys and values are there, or are not yet. */
    EncoderMemory pick(int[] rows) {
        if (keys != null) {
            return copy(IntStream.of(rows).mapToObj(row -> new Row(this, row)).toList());
        }
        long longest = extent();
        long[] chosen = IntStream.of(rows)
                .asLongStream()
                .flatMap(row -> LongStream.range(row * longest, (row + 1) * longest))
                .toArray();
        Tensor picked = decoder.rows().pick(List.of(states), chosen, rows.length, longest, states.shape()[2]);
        return new EncoderMemory(
                decoder, IntStream.of(rows).map(row -> lengths[row]).toArray(), picked, null);
    }

    /** A row of a memory whose keys and values are there. */
    record Row(EncoderMemory source, int row) {
        KvRow keys() {
            return KvRow.last(source.keys, row, source.lengths[row]);
        }
    }

    /** Copies of rows from anywhere. */
    static EncoderMemory copy(List<Row> rows) {
        List<KvRow> from = rows.stream().map(Row::keys).toList();
        int[] lengths = from.stream().mapToInt(KvRow::length).toArray();
        return new EncoderMemory(rows.get(0).source().decoder, lengths, null, KvTensors.copy(from, longest(lengths)));
    }

    /** Binds what a step reads of it; what it makes of states is an output then. */
    void bind(Binding binding, List<Tensor> opened) {
        CrossAttention cross = decoder.cross().orElseThrow();
        opened.add(Tensor.integers(cross.mask(), mask(), lengths.length, extent()));
        binding.input(cross.mask().name(), opened.get(opened.size() - 1));
        for (int i = 0; i < cross.past().size(); i++) {
            TensorSpec spec = cross.past().get(i);
            binding.input(spec.name(), keys != null ? keys.tensors().get(i) : without(opened, spec, 2));
            if (keys == null) {
                binding.outputToDevice(cross.present().get(i));
            } else {
                binding.withoutOutput(cross.present().get(i));
            }
        }
        binding.input(cross.states().name(), states != null ? states : without(opened, cross.states(), 1));
    }

    /** A tensor without positions, for what a step does not read. */
    private Tensor without(List<Tensor> opened, TensorSpec spec, int positions) {
        // What a graph leaves open may be anything.
        long[] shape =
                Arrays.stream(spec.shape()).map(extent -> Math.max(1, extent)).toArray();
        shape[0] = lengths.length;
        shape[positions] = 0;
        opened.add(Tensor.empty(spec, shape));
        return opened.get(opened.size() - 1);
    }

    private long[] mask() {
        int extent = extent();
        long[] mask = new long[lengths.length * extent];
        for (int row = 0; row < lengths.length; row++) {
            Arrays.fill(mask, (row + 1) * extent - lengths[row], (row + 1) * extent, 1);
        }
        return mask;
    }

    /** Positions, padding included; there may be more than the longest row has. */
    private int extent() {
        return keys == null ? (int) states.shape()[1] : keys.length();
    }

    /** Whether the next step makes keys and values of states. */
    boolean unread() {
        return keys == null;
    }

    /** With the keys and values that a step made of the states. */
    EncoderMemory read(Outputs outputs) {
        List<Tensor> made = decoder.cross().orElseThrow().present().stream()
                .map(outputs::take)
                .toList();
        return new EncoderMemory(decoder, lengths, null, new KvTensors(decoder, made, null));
    }

    /** Of one row, the longest. */
    long bytesPerRow() {
        return keys == null ? 0 : keys.bytes() / lengths.length;
    }

    @Override
    public void close() {
        Loading.closeAll(keys == null ? List.of(states) : List.of(keys));
    }
}
