package dev.vlmstream.scoring.http;

import java.util.Set;

/** A query parameter that is true or false; without a value it is true. */
public record Flag(boolean isSet) {
    static final Set<String> WORDS = Set.of("true", "false", "");

    /** Found by JAX-RS. */
    public static Flag fromString(String value) {
        return new Flag(!value.equals("false"));
    }
}
