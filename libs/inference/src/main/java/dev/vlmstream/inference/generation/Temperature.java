package dev.vlmstream.inference.generation;

/** As transformers' {@code TemperatureLogitsWarper}. */
record Temperature(float temperature) implements LogitsProcessor {

    @Override
    public void apply(TokenSequence sequence, float[] scores) {
        for (int i = 0; i < scores.length; i++) {
            scores[i] /= temperature;
        }
    }
}
