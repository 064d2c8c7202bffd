package dev.vlmstream.inference.chat;

/**
 * What rendering a template may take. Real ones take a hundredth of it.
 *
 * @param text characters of the prompt, and of each text on the way to it
 * @param allocation bytes that are allocated on the way, kept or not
 */
record RenderLimits(int text, long allocation) {
    /** Of a list or map. */
    static final int ELEMENTS = 1000;
    /** Tags, expressions and texts between them that are rendered, each as often as it is. */
    static final int STEPS = 2_000;

    private static final int TEXT = 1 << 16;
    private static final long ALLOCATION = 64L << 20;

    /** For a question, which a template may repeat: a long one is the tokenizer's or the model's to refuse. */
    static RenderLimits of(String question) {
        return new RenderLimits(TEXT + 2 * question.length(), ALLOCATION + 200L * question.length());
    }
}
