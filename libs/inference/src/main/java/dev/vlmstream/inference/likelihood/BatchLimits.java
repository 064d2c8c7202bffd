package dev.vlmstream.inference.likelihood;

import dev.vlmstream.inference.likelihood.BranchBatch.Branch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How many branches are computed together.
 *
 * @param rows at the most
 * @param cacheBytes that a batch's keys and values may take, before and after the step together
 * @param logitBytes that its logits may take, and once more their logarithms of probabilities
 */
record BatchLimits(int rows, long cacheBytes, long logitBytes) {

    static final BatchLimits DEFAULT = new BatchLimits(64, 1L << 30, 1L << 27);

    /** A step costs about as much as this many tokens, so that more padding than that is worth another step. */
    private static final int PADDING_WORTH_A_STEP = 24;

    /** About how many batches there are at once that are branches of one another. */
    private static final int BATCHES_OPEN = 4;

    /**
     * Those that others leave come together, so that the others come together, too; then the longest first, so that little
     * of a batch is padding.
     */
    private static final Comparator<Branch> ORDER = Comparator.comparing(
                    (Branch branch) -> branch.chain().branches())
            .thenComparing(branch -> branch.chain().length())
            .reversed();

    /** @param encoderBytes what an encoder's keys and values take of each row */
    List<BranchBatch> split(List<Branch> branches, long bytesPerPosition, long encoderBytes, int words) {
        List<Branch> sorted = new ArrayList<>(branches);
        sorted.sort(ORDER);
        List<BranchBatch> batches = new ArrayList<>();
        for (int from = 0; from < sorted.size(); ) {
            int to = end(sorted, from, bytesPerPosition, encoderBytes, words);
            batches.add(new BranchBatch(List.copyOf(sorted.subList(from, to))));
            from = to;
        }
        return batches;
    }

    private int end(List<Branch> sorted, int from, long bytesPerPosition, long encoderBytes, int words) {
        int padding = 0;
        int width = 0;
        int to = from;
        for (; to < sorted.size(); to++) {
            int length = sorted.get(to).chain().length();
            padding += length > width ? (length - width) * (to - from) : width - length;
            width = Math.max(width, length);
            int room = rows(sorted.get(to).mask().length, width, bytesPerPosition, encoderBytes, words);
            if (to > from && (to - from >= room || padding > PADDING_WORTH_A_STEP)) {
                return to;
            }
        }
        return to;
    }

    private int rows(int before, int length, long bytesPerPosition, long encoderBytes, int words) {
        long byCache = cacheBytes / (2 * (before + length) * bytesPerPosition + BATCHES_OPEN * encoderBytes);
        long byLogits = logitBytes / ((long) length * words * Float.BYTES);
        return (int) Math.max(1, Math.min(rows, Math.min(byCache, byLogits)));
    }
}
