package dev.vlmstream.evaluation;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** An enum whose constants manifests, options and events call by their names in small letters, with hyphens. */
public interface Named {
    /** The constant's. */
    String name();

    /** What is stored and sent: a constant that is renamed is another one. */
    default String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The constant of that name.
     *
     * @param what they are called together, in the singular
     * @throws IllegalArgumentException if there is none; the message lists the known ones
     */
    static <T extends Enum<T> & Named> T find(Class<T> kind, String what, String id) {
        return Arrays.stream(kind.getEnumConstants())
                .filter(known -> known.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown " + what + " '" + id + "'; known " + what
                        + "s: "
                        + Arrays.stream(kind.getEnumConstants()).map(Named::id).collect(Collectors.joining(", "))));
    }
}
