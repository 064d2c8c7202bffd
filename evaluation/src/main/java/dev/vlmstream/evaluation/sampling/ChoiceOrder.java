package dev.vlmstream.evaluation.sampling;

import java.util.Arrays;
import java.util.stream.Collectors;

/** In which order a closed-world question names its labels. */
public enum ChoiceOrder {
    /** Shuffled anew for each item. */
    RANDOM("random"),
    /** As they stand in the class list, the same for each item. */
    FIXED("fixed");

    private final String id;

    ChoiceOrder(String id) {
        this.id = id;
    }

    public String id() {
        return id;
    }

    /** @throws IllegalArgumentException if there is no such order; the message lists the known ones */
    public static ChoiceOrder of(String id) {
        return Arrays.stream(values())
                .filter(order -> order.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown choice order '" + id + "'; known orders: "
                        + Arrays.stream(values()).map(ChoiceOrder::id).collect(Collectors.joining(", "))));
    }
}
