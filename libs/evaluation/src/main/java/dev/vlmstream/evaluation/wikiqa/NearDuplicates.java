package dev.vlmstream.evaluation.wikiqa;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.ToDoubleBiFunction;

/**
 * Questions that say what another says: in their order, each whose similarity to an earlier one of the same class that stays is
 * at least a threshold. Questions of two classes are about two objects, however alike their words.
 */
public final class NearDuplicates {
    private NearDuplicates() {}

    /**
     * Finds them.
     *
     * @param classes of each question its class
     * @param questions what is compared, one each
     * @param similarity of two, such as the cosine of their embeddings
     * @return by the place of each duplicate the place of the question it is most like, among those that stay
     */
    public static <T> Map<Integer, Integer> of(
            List<String> classes, List<T> questions, ToDoubleBiFunction<T, T> similarity, double threshold) {
        Map<Integer, Integer> duplicates = new TreeMap<>();
        Map<String, List<Integer>> staying = new TreeMap<>();
        for (int i = 0; i < questions.size(); i++) {
            List<Integer> earlier = staying.computeIfAbsent(classes.get(i), name -> new ArrayList<>());
            OptionalInt like = nearest(questions.get(i), earlier, questions, similarity, threshold);
            if (like.isPresent()) {
                duplicates.put(i, like.getAsInt());
            } else {
                earlier.add(i);
            }
        }
        return duplicates;
    }

    private static <T> OptionalInt nearest(
            T question, List<Integer> earlier, List<T> all, ToDoubleBiFunction<T, T> similarity, double threshold) {
        OptionalInt nearest = OptionalInt.empty();
        double most = threshold;
        for (int other : earlier) {
            double alike = similarity.applyAsDouble(question, all.get(other));
            if (nearest.isEmpty() ? alike >= most : alike > most) {
                nearest = OptionalInt.of(other);
                most = alike;
            }
        }
        return nearest;
    }
}
