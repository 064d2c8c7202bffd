package dev.vlmstream.evaluation.tasks;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * How items that belong together make one number.
 *
 * @param metric the id of one of {@link dev.vlmstream.evaluation.metrics.Groupings}; null: a group is right as a whole
 * @param modulo items whose whole numbers are the same modulo this one belong together; null: those whose texts are the same
 */
public record GroupBy(@Nullable String metric, @Nullable Long modulo) {

    /**
     * The group of an item.
     *
     * @param value what its column holds
     * @throws IllegalArgumentException if it must be a whole number and is none
     */
    public String group(String value) {
        if (modulo == null) {
            return value;
        }
        try {
            return new BigInteger(value.strip()).mod(BigInteger.valueOf(modulo)).toString();
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "the group \"" + value + "\" is no whole number, of which the rest by " + modulo + " is taken", e);
        }
    }
}
