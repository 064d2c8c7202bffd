package dev.vlmstream.evaluation.sampling;

import dev.vlmstream.evaluation.Named;

/** In which order a closed-world question names its choices. */
public enum ChoiceOrder implements Named {
    /** Shuffled again for each item. */
    RANDOM,
    /** As they stand in the class list, the same for each item. */
    FIXED;

    /** @throws IllegalArgumentException if there is no such order; the message lists the known ones */
    public static ChoiceOrder of(String id) {
        return Named.find(ChoiceOrder.class, "choice order", id);
    }
}
