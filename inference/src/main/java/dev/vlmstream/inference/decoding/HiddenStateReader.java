package dev.vlmstream.inference.decoding;

import dev.vlmstream.inference.HiddenStates;
import java.util.ArrayList;
import java.util.List;

/** Last, mean and chosen hidden states of prompts. */
public final class HiddenStateReader {

    private final Embedder embedder;
    private final Decoder decoder;
    private final int padToken;

    public HiddenStateReader(Embedder embedder, Decoder decoder, int padToken) {
        this.embedder = embedder;
        this.decoder = decoder;
        this.padToken = padToken;
    }

    /**
     * Computes the prompts together.
     *
     * @param positions below 0 from a prompt's end
     * @throws dev.vlmstream.inference.BundleException if the decoder gives no hidden states
     * @throws IllegalArgumentException if a prompt has no such position
     */
    public List<HiddenStates> of(List<EmbeddedPrompt> prompts, List<Integer> positions) {
        if (prompts.isEmpty()) {
            return List.of();
        }
        prompts.forEach(prompt -> positions.forEach(position -> absolute(position, prompt)));
        List<HiddenStates> states = new ArrayList<>();
        try (Prefill prefill = Prefill.of(embedder, decoder, padToken, prompts, StepOutputs.HIDDEN_STATES)) {
            for (int row = 0; row < prompts.size(); row++) {
                states.add(read(prefill, row, prompts.get(row), positions));
            }
        }
        return states;
    }

    private static HiddenStates read(Prefill prefill, int row, EmbeddedPrompt prompt, List<Integer> positions) {
        int length = prompt.inputIds().length;
        float[][] given = positions.stream()
                .map(position -> prefill.hidden(row, absolute(position, prompt)))
                .toArray(float[][]::new);
        return new HiddenStates(prefill.hidden(row, length - 1), mean(prefill, row, length), given);
    }

    private static float[] mean(Prefill prefill, int row, int length) {
        double[] sums = new double[prefill.hidden(row, 0).length];
        for (int position = 0; position < length; position++) {
            float[] state = prefill.hidden(row, position);
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

    private static int absolute(int position, EmbeddedPrompt prompt) {
        int length = prompt.inputIds().length;
        int absolute = position < 0 ? length + position : position;
        if (absolute < 0 || absolute >= length) {
            throw new IllegalArgumentException(
                    "a prompt of " + length + " tokens has no position " + position + "; ask for another");
        }
        return absolute;
    }
}
