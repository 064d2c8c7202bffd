package dev.vlmstream.inference.generation;

/**
 * As transformers' {@code TypicalLogitsWarper}: tokens stay in the order of how near their surprise is to the expected one,
 * until their probabilities reach a sum.
 *
 * @param least how many of the most typical stay in any case
 */
record TypicalP(double mass, int least) implements LogitsProcessor {

    @Override
    public void apply(TokenSequence sequence, float[] scores) {
        float[] probabilities = Softmax.probabilities(scores);
        float[] strangeness = strangeness(scores, probabilities);
        int[] ids = Ascending.possible(scores, strangeness);
        int last = 0;
        double sum = 0;
        for (; last < ids.length - 1; last++) {
            sum += probabilities[ids[last]];
            if ((float) sum >= (float) mass) {
                break;
            }
        }
        float bar = ids.length == 0 ? 0 : strangeness[ids[last]];
        for (int i = least; i < ids.length; i++) {
            if (strangeness[ids[i]] > bar) {
                scores[ids[i]] = FORBIDDEN;
            }
        }
    }

    private static float[] strangeness(float[] scores, float[] probabilities) {
        float[] logs = Softmax.logProbabilities(scores);
        double entropy = 0;
        for (int i = 0; i < logs.length; i++) {
            entropy -= probabilities[i] > 0 ? (double) logs[i] * probabilities[i] : 0;
        }
        float[] strangeness = new float[logs.length];
        for (int i = 0; i < logs.length; i++) {
            strangeness[i] = Math.abs(-logs[i] - (float) entropy);
        }
        return strangeness;
    }
}
