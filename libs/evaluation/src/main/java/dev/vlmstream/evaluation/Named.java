package dev.vlmstream.evaluation;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A constant that manifests, options and events call by a name of its own. */
public interface Named {

    /** The name. */
    String id();

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
