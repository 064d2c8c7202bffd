package dev.vlmstream.inference.verify.golden;

/**
 * One kind of output, compared over all recorded cases.
 *
 * @param output such as {@code image_embeds} or {@code open_world}
 * @param cases how many were compared
 * @param largestDeviation for numbers the largest absolute difference, divided by the largest recorded magnitude where that
 *     is above 1; for digests, tokens, texts and rankings the number of cases that differ
 * @param tolerance the most that passes
 */
public record VerificationRow(String output, int cases, double largestDeviation, double tolerance) {

    public boolean pass() {
        return largestDeviation <= tolerance;
    }
}
