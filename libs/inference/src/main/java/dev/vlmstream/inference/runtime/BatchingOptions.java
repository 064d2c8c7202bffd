package dev.vlmstream.inference.runtime;

/**
 * How a vision-language model works on many questions at once. Answers do not depend on it.
 *
 * @param slots how many answers grow side by side; a slot that becomes free takes the next question
 * @param prefixCacheBytes the most memory for keys and values of images that have been read, so that further questions
 *     about them begin after the image; 0: nothing is kept
 * @param speculation whether a greedy answer that grows alone may take several tokens in one step where it copies its prompt
 */
public record BatchingOptions(int slots, long prefixCacheBytes, boolean speculation) {

    public static final BatchingOptions DEFAULT = new BatchingOptions(16, 256L << 20);

    /** With speculation. */
    public BatchingOptions(int slots, long prefixCacheBytes) {
        this(slots, prefixCacheBytes, true);
    }

    public BatchingOptions {
        if (slots < 1) {
            throw new IllegalArgumentException("slots is " + slots + ", must be 1 or more");
        }
        if (prefixCacheBytes < 0) {
            throw new IllegalArgumentException(
                    "prefixCacheBytes is " + prefixCacheBytes + ", must be 0 (nothing is kept) or more");
        }
    }
}
