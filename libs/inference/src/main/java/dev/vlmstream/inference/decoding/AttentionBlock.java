package dev.vlmstream.inference.decoding;

/**
 * Tokens of a prompt that attend to one another in both directions; all others only to what is before them.
 *
 * @param from the first of them, among the prompt's tokens
 * @param to the first after them; as {@code from} if there are none
 */
public record AttentionBlock(int from, int to) {

    /** Of prompts whose tokens only attend to what is before them. */
    public static final AttentionBlock NONE = new AttentionBlock(0, 0);

    public AttentionBlock {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("no tokens go from " + from + " to " + to);
        }
    }

    /** Whether some of its tokens are before a place and some after: those before have seen those after. */
    public boolean isCutAt(int place) {
        return from < place && place < to;
    }

    /**
     * What a decoder's {@code token_type_ids} {@code [rows, new tokens]} says, by the model's own convention.
     *
     * @param causal of tokens that attend to what is before them
     * @param mutual of tokens of an {@link AttentionBlock}
     */
    public record TokenTypes(long causal, long mutual) {

        /** The types of as many tokens. */
        public long[] of(boolean[] inBlock) {
            long[] types = new long[inBlock.length];
            for (int i = 0; i < types.length; i++) {
                types[i] = inBlock[i] ? mutual : causal;
            }
            return types;
        }
    }
}
