package dev.vlmstream.evaluation.sampling;

import dev.vlmstream.evaluation.MultipleChoice;
import dev.vlmstream.evaluation.Sha256;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The choices of an item that comes alone, as through a topic: a function of the run's seed and the item's id,
 * so that an item sent twice, or after a restart, gets the same choices. These are not the choices of the study's
 * script, which depend on all items before; see {@link StudyDraw}.
 */
public final class ItemDraw {
    private ItemDraw() {}

    /**
     * The label and k − 1 other class names.
     *
     * @param order as for {@link StudyDraw#draw}
     * @throws IllegalArgumentException if the label is not among the classes, or k is more than there are names
     */
    public static List<String> choices(
            long seed, String itemId, String label, List<String> classes, int k, ChoiceOrder order) {
        return new ChoicePool(classes).choices(label, k, order, new PythonRandom(mixed(seed, itemId)));
    }

    /**
     * One of the first letters, for a multiple-choice answer that names none: CPython's {@code random.choice}, seeded with
     * seed and item. In the study one generator guesses for all items in turn.
     *
     * @param options how many letters there are, 1 to 26
     */
    public static String guess(long seed, String itemId, int options) {
        return String.valueOf(MultipleChoice.letter(new PythonRandom(mixed(seed, itemId)).randbelow(options)));
    }

    private static long mixed(long seed, String itemId) {
        return ByteBuffer.wrap(Sha256.bytes(seed + "\0" + itemId)).getLong();
    }
}
