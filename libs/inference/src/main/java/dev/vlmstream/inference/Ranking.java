package dev.vlmstream.inference;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;

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
        for (int index : order(scores)) {
            if (top.size() == k) {
                break;
            }
            if (seen.add(names.get(index))) {
                top.add(new RankedClass(index, names.get(index), scores[index]));
            }
        }
        return List.copyOf(top);
    }

    /**
     * The probability of the first class of a whole ranking, by softmax over all its scores: of CLIP's scaled cosines and of
     * logits what the models were trained with; SigLIP's own probabilities are of each class by itself, these are of the
     * classes among one another.
     *
     * @param ranking all classes that were offered, best first
     * @return empty for none, and where the best score is not finite
     */
    public static OptionalDouble confidence(List<RankedClass> ranking) {
        if (ranking.isEmpty() || !Float.isFinite(ranking.get(0).score())) {
            return OptionalDouble.empty();
        }
        double best = ranking.get(0).score();
        double sum = 0;
        for (RankedClass place : ranking) {
            sum += Float.isNaN(place.score()) ? 0 : Math.exp(place.score() - best);
        }
        return OptionalDouble.of(1 / sum);
    }

    private static int[] order(float[] scores) {
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted((a, b) -> compare(scores[b], scores[a]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Unlike Float.compare, puts NaN below everything and holds 0 and −0 for equal. */
    private static int compare(float a, float b) {
        if (Float.isNaN(a) || Float.isNaN(b)) {
            return Boolean.compare(Float.isNaN(b), Float.isNaN(a));
        }
        return a < b ? -1 : a > b ? 1 : 0;
    }
}
