package dev.vlmstream.inference.decoding;

import dev.vlmstream.inference.VisionLanguageModel.HiddenStates;
import dev.vlmstream.inference.decoding.Step.StepOutputs;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Last, mean and chosen hidden states of prompts. */
public record HiddenStateReader(Embedder embedder, Decoder decoder, int padToken) {
    /**
     * Computes the prompts together.
     *
     * @param positions below 0 from a prompt's end
     * @throws dev.vlmstream.inference.bundle.BundleException if the decoder gives no hidden states
     * @throws IllegalArgumentException if a prompt has no such position
     */
    public List<HiddenStates> of(List<EmbeddedPrompt> prompts, List<Integer> positions) {
        if (prompts.isEmpty()) {
            return List.of();
        }
        if (decoder.cross().isPresent()) {
            return prompts.stream().map(prompt -> encoded(prompt, positions)).toList();
        }
        prompts.forEach(prompt -> positions.forEach(position -> absolute(position, prompt.inputIds().length)));
        List<HiddenStates> states = new ArrayList<>();
        try (Prefill prefill = Prefill.of(embedder, decoder, padToken, prompts, StepOutputs.HIDDEN_STATES)) {
            for (int row = 0; row < prompts.size(); row++) {
                int of = row;
                states.add(read(i -> prefill.hidden(of, i), prompts.get(row).inputIds().length, positions));
            }
        }
        return states;
    }

    /** Of a decoder with an encoder, the encoder's: they are what was made of the whole prompt. */
    private HiddenStates encoded(EmbeddedPrompt prompt, List<Integer> positions) {
        try (EmbeddedPrompt.Features features = prompt.features().get()) {
            float[][] states = decoder.rows().read(features.tensor());
            return read(i -> states[i], states.length, positions);
        }
    }

    private static HiddenStates read(IntFunction<float[]> states, int length, List<Integer> positions) {
        float[][] given = positions.stream()
                .map(position -> states.apply(absolute(position, length)))
                .toArray(float[][]::new);
        return new HiddenStates(states.apply(length - 1), mean(states, length), given);
    }

    private static float[] mean(IntFunction<float[]> states, int length) {
        double[] sums = new double[states.apply(0).length];
        for (int position = 0; position < length; position++) {
            float[] state = states.apply(position);
            for (int i = 0; i < sums.length; i++) {
                sums[i] += state[i];
            }
        }
        float[] mean = new float[sums.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (sums[i] / length);
        }
        return mean;
    }

    private static int absolute(int position, int length) {
        int absolute = position < 0 ? length + position : position;
        if (absolute < 0 || absolute >= length) {
            throw new IllegalArgumentException(
                    "a prompt of " + length + " tokens has no position " + position + "; ask for another");
        }
        return absolute;
    }
}
