package dev.vlmstream.embed;

import dev.vlmstream.inference.RankedClass;
import dev.vlmstream.inference.Ranking;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Picks the candidates' scores out of a model's, so that a ranking is over what was offered. */
final class Candidates {
    private Candidates() {}

    /**
     * The best {@code k} of the candidates.
     *
     * @param names what the scores are of; where a name stands for several, its best score counts
     * @return with indices into {@code classes}, the run's class list
     * @throws IllegalArgumentException naming candidates that the model has no score for
     */
    static List<RankedClass> top(
            float[] scores, Map<String, int[]> names, List<String> candidates, Map<String, Integer> classes, int k) {
        float[] picked = new float[candidates.size()];
        for (int i = 0; i < picked.length; i++) {
            int[] places = names.get(candidates.get(i));
            if (places == null) {
                throw new IllegalArgumentException("the model does not know the class \"" + candidates.get(i)
                        + "\"; it knows " + names.size() + " classes of its own");
            }
            picked[i] = best(scores, places);
        }
        return Ranking.top(picked, candidates, k).stream()
                .map(ranked -> new RankedClass(
                        classes.getOrDefault(ranked.name(), ranked.index()), ranked.name(), ranked.score()))
                .toList();
    }

    /** Where each name stands in a list, in order. */
    static Map<String, int[]> places(List<String> names) {
        Map<String, int[]> places = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            int place = i;
            places.merge(names.get(i), new int[] {place}, (old, added) -> {
                int[] longer = java.util.Arrays.copyOf(old, old.length + 1);
                longer[old.length] = place;
                return longer;
            });
        }
        return places;
    }

    /** First place of each name. */
    static Map<String, Integer> indices(List<String> names) {
        Map<String, Integer> indices = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            indices.putIfAbsent(names.get(i), i);
        }
        return indices;
    }

    private static float best(float[] scores, int[] places) {
        float best = scores[places[0]];
        for (int place : places) {
            best = Math.max(best, scores[place]);
        }
        return best;
    }
}
