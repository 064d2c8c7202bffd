package dev.vlmstream.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/** The best classes of a row of scores. */
public final class Ranking {

    private Ranking() {}

    /**
     * The {@code k} best names, best first; of equal scores the lower index first. A name that stands for several classes
     * ("missile" and "sunglasses" in ImageNet) takes one place, that of its best class. NaN ranks last.
     *
     * @throws IllegalArgumentException if there are not as many names as scores, or {@code k} is negative
     */
    public static List<RankedClass> top(float[] scores, List<String> names, int k) {
        if (scores.length != names.size()) {
            throw new IllegalArgumentException(scores.length + " scores for " + names.size() + " class names");
        }
        if (k < 0) {
            throw new IllegalArgumentException("k is " + k + ", must be 0 or more");
        }
        List<RankedClass> top = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (long place : order(scores)) {
            if (top.size() == k) {
                break;
            }
            int index = index(place);
            if (seen.add(names.get(index))) {
                top.add(new RankedClass(index, names.get(index), scores[index]));
            }
        }
        return List.copyOf(top);
    }

    /**
     * The probability of the first class of a whole ranking, see {@link #confidence(float...)}.
     *
     * @param ranking all classes that were offered
     */
    public static OptionalDouble confidence(List<RankedClass> ranking) {
        float[] scores = new float[ranking.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = ranking.get(i).score();
        }
        return confidence(scores);
    }

    /**
     * The probability of the best class by softmax over all scores: of CLIP's scaled cosines and of logits what the models were
     * trained with; SigLIP's own probabilities are of each class by itself, these are of the classes among one another.
     *
     * @param scores of all classes that were offered, in any order
     * @return empty for none, and where the best score is not finite
     */
    public static OptionalDouble confidence(float... scores) {
        // From the best on: a sum of doubles depends on its order.
        long[] order = order(scores);
        if (order.length == 0 || !Float.isFinite(scores[index(order[0])])) {
            return OptionalDouble.empty();
        }
        double best = scores[index(order[0])];
        double sum = 0;
        for (long place : order) {
            float score = scores[index(place)];
            sum += Float.isNaN(score) ? 0 : Math.exp(score - best);
        }
        return OptionalDouble.of(1 / sum);
    }

    /** For each score a number that holds its index and sorts by score, best first, then by index; NaN is below everything, and 0 is −0. */
    private static long[] order(float[] scores) {
        long[] order = new long[scores.length];
        for (int i = 0; i < order.length; i++) {
            int bits = Float.floatToIntBits(scores[i] == 0 ? 0 : scores[i]);
            // Of negative numbers, larger bits are smaller numbers.
            int ascending = Float.isNaN(scores[i]) ? Integer.MIN_VALUE : bits ^ bits >> 31 & Integer.MAX_VALUE;
            order[i] = (long) ~ascending << Integer.SIZE | i;
        }
        Arrays.sort(order);
        return order;
    }

    private static int index(long place) {
        return (int) place;
    }
}
