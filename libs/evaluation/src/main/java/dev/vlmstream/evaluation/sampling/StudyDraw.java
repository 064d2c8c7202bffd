package dev.vlmstream.evaluation.sampling;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The order of the items and the choices of each, as the study's script draws them:
 *
 * <pre>
 * random.seed(seed); random.shuffle(lines)
 * for each line: others = random.sample(sorted(set(classes) - {label}), K - 1)
 *                choices = [label] + others; random.shuffle(choices)
 * </pre>
 *
 * <p>One generator runs through everything, so an item's choices depend on all items before it: the draw has to be made
 * once for the whole split, and travel with the items. Items that arrive one by one use {@link ItemDraw}.
 */
public final class StudyDraw {
    private StudyDraw() {}

    /**
     * A line at its place in the drawn order.
     *
     * @param choices the names in the order in which they are named; empty in the open world
     */
    public record Drawn<T>(T line, List<String> choices) {
        public Drawn {
            choices = List.copyOf(choices);
        }
    }

    /**
     * Draws a whole split.
     *
     * @param lines the split's lines in the order of the file
     * @param label a line's label, by name
     * @param classes the dataset's class names; names that occur twice are offered once
     * @param k how many choices; null in the open world
     * @param order {@link ChoiceOrder#FIXED} with k = the number of classes offers the class list as it is, and draws
     *     nothing; with fewer, the drawn choices in the order of the class list
     * @throws IllegalArgumentException if a label is not among the classes, or k is more than there are names
     */
    public static <T> List<Drawn<T>> draw(
            List<T> lines,
            Function<T, String> label,
            List<String> classes,
            @Nullable Integer k,
            ChoiceOrder order,
            long seed) {
        PythonRandom random = new PythonRandom(seed);
        List<T> shuffled = new ArrayList<>(lines);
        random.shuffle(shuffled);
        ChoicePool names = new ChoicePool(classes);
        List<Drawn<T>> drawn = new ArrayList<>(shuffled.size());
        for (T line : shuffled) {
            drawn.add(new Drawn<>(line, k == null ? List.of() : names.choices(label.apply(line), k, order, random)));
        }
        return List.copyOf(drawn);
    }
}
