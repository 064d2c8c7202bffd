package dev.vlmstream.inference;

/**
 * What a model's prefix cache has done since it was loaded. Questions without an image, and images without a name that are
 * asked about once, do not count.
 *
 * @param hits questions that began after an image that had been read
 * @param misses questions whose image was read
 * @param reusedTokens prompt tokens that were not computed again
 * @param bytes what is kept now
 */
public record PrefixReuse(long hits, long misses, long reusedTokens, long bytes) {

    /** Hits of all, 0 to 1; 0 before the first question. */
    public double hitRate() {
        return hits + misses == 0 ? 0 : (double) hits / (hits + misses);
    }
}
