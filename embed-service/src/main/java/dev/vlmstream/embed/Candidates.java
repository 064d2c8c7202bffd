package dev.vlmstream.embed;

import dev.vlmstream.inference.RankedClass;
import dev.vlmstream.inference.Ranking;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Picks the candidates' scores out of a model's, so that a ranking is over what was offered. */
final class Candidates {
    private final List<String> names;
    private final int[][] places;
    private final int[] indices;

    /**
     * What becomes of an image's scores.
     *
     * @param best the first of the ranking
     * @param confidence the first one's probability among all candidates, see {@link Ranking#confidence(float...)}
     */
    record Ranked(List<RankedClass> best, OptionalDouble confidence) {}

    private Candidates(List<String> names, int[][] places, int[] indices) {
        this.names = names;
        this.places = places;
        this.indices = indices;
    }

    /**
     * Looks the names up once for all images that they are offered for.
     *
     * @param offered each name counts once, where it stands first
     * @param model where each name that the model has scores of stands among these
     * @param classes indices into the run's class list, which rankings have
     * @throws IllegalArgumentException naming candidates that the model has no score for
     */
    static Candidates of(List<String> offered, Map<String, int[]> model, Map<String, Integer> classes) {
        List<String> names = List.copyOf(new LinkedHashSet<>(offered));
        int[][] places = new int[names.size()][];
        int[] indices = new int[places.length];
        for (int i = 0; i < places.length; i++) {
            String name = names.get(i);
            places[i] = model.get(name);
            if (places[i] == null) {
                throw new IllegalArgumentException("the model does not know the class \"" + name + "\"; it knows "
                        + model.size() + " classes of its own");
            }
            indices[i] = classes.getOrDefault(name, offered.indexOf(name));
        }
        return new Candidates(names, places, indices);
    }

    /** The best {@code k} of the candidates. Where a name stands for several classes of the model, its best score counts. */
    Ranked rank(float[] scores, int k) {
        float[] picked = new float[places.length];
        for (int i = 0; i < picked.length; i++) {
            picked[i] = best(scores, places[i]);
        }
        List<RankedClass> best = Ranking.top(picked, names, k).stream()
                .map(ranked -> new RankedClass(indices[ranked.index()], ranked.name(), ranked.score()))
                .toList();
        return new Ranked(best, Ranking.confidence(picked));
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
