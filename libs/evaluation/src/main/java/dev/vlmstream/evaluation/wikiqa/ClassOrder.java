package dev.vlmstream.evaluation.wikiqa;

import dev.vlmstream.evaluation.sampling.PythonRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Shuffles the choices of all questions, class by class in the classes' order, with one generator, whatever order the classes
 * come in: one that comes early waits for those before it.
 */
public final class ClassOrder {
    private final PythonRandom random;
    private final Map<Integer, List<WrittenQuestion>> waiting = new HashMap<>();
    private int next;

    /** @param seed the study's is 1234 */
    public ClassOrder(long seed) {
        random = new PythonRandom(seed);
    }

    /**
     * A class whose turn has come.
     *
     * @param index its place in the classes' order
     * @param questions with their choices shuffled
     */
    public record Turn(int index, List<WrittenQuestion> questions) {}

    /**
     * Takes a class.
     *
     * @return the classes whose turn this makes it, in their order; none for a class that was taken before
     */
    public List<Turn> take(int index, List<WrittenQuestion> questions) {
        if (index >= next) {
            waiting.putIfAbsent(index, List.copyOf(questions));
        }
        List<Turn> turns = new ArrayList<>();
        while (waiting.containsKey(next)) {
            List<WrittenQuestion> drawn = new ArrayList<>();
            waiting.remove(next).forEach(one -> drawn.add(one.shuffled(random)));
            turns.add(new Turn(next++, drawn));
        }
        return turns;
    }
}
