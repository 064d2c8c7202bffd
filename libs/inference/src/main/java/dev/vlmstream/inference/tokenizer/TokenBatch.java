package dev.vlmstream.inference.tokenizer;

/**
 * Texts as one rectangle of ids, row after row, padded on the right.
 *
 * @param ids {@code rows * width} ids
 * @param mask 1 for a token, 0 for padding
 */
public record TokenBatch(long[] ids, long[] mask, int rows, int width) {
    public TokenBatch {
        if (ids.length != rows * width || mask.length != ids.length) {
            throw new IllegalArgumentException(
                    ids.length + " ids and " + mask.length + " mask values for " + rows + " rows of " + width);
        }
    }
}
