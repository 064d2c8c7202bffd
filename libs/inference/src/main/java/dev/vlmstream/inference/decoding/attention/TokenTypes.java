package dev.vlmstream.inference.decoding.attention;

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
