package dev.vlmstream.inference.generation;

/** As transformers' {@code NoRepeatNGramLogitsProcessor}: forbids what would end an n-gram that is there already. */
record NoRepeatNgram(int size) implements LogitsProcessor {

    @Override
    public void apply(TokenSequence sequence, float[] scores) {
        int context = size - 1;
        int last = sequence.length() - context;
        for (int start = 0; start + context < sequence.length(); start++) {
            int next = sequence.get(start + context);
            if (next < scores.length && sequence.same(start, last, context)) {
                scores[next] = FORBIDDEN;
            }
        }
    }
}
