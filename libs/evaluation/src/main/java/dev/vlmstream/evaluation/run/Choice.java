package dev.vlmstream.evaluation.run;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the answers of a run are chosen from. The fewer classes are offered, the easier it is to be right, so accuracies say
 * which model is better only where the choice is the same. Without a list to choose from, as in the open world and in zero
 * shot, it is all classes.
 *
 * @param classes of the run; empty: not known
 * @param labels how many of them each item offers, the right one among them; null: all
 * @param draw how the labels are drawn; of no account without {@code labels}
 * @param seed of the draw
 */
public record Choice(List<String> classes, @Nullable Integer labels, String draw, long seed) {
    /** In what this choice and another differ, such as "not the same choice: 5 of 14 against all"; empty: in nothing. */
    public Optional<String> difference(Choice other) {
        if (!hasTheClassesOf(other)) {
            return Optional.of(against(size(), other.size()));
        }
        if (isAll() || other.isAll() || !labels.equals(other.labels)) {
            return isAll() && other.isAll()
                    ? Optional.empty()
                    : Optional.of(against(isAll() ? "all" : size(), other.isAll() ? "all" : other.size()));
        }
        return draw.equals(other.draw) && seed == other.seed
                ? Optional.empty()
                : Optional.of(against(size(), "another " + size()));
    }

    private boolean isAll() {
        return labels == null || labels == classes.size();
    }

    private boolean hasTheClassesOf(Choice other) {
        return classes.isEmpty()
                || other.classes.isEmpty()
                || new HashSet<>(classes).equals(new HashSet<>(other.classes));
    }

    private String size() {
        String all = classes.isEmpty() ? "all" : "all " + classes.size();
        return isAll() ? all : labels + " of " + (classes.isEmpty() ? "all" : classes.size());
    }

    private static String against(String first, String second) {
        return "not the same choice: " + first + " against " + second;
    }
}
