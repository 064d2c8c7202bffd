package dev.vlmstream.evaluation.judging;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a rule makes of one answer.
 *
 * @param value 1 for right, 0 for wrong, and between them where a rule gives part credit
 * @param parses whether the rule reads a letter or a word from the answer first
 * @param parsed what it read; null where it found nothing, or does not parse
 */
public record Grade(double value, boolean parses, @Nullable String parsed) {
    private static final double ENOUGH = 0.5;

    public static Grade of(boolean right) {
        return new Grade(right ? 1 : 0, false, null);
    }

    /** @param value from 0 to 1 */
    public static Grade of(double value) {
        return new Grade(value, false, null);
    }

    /** Of what was read from the answer; empty: nothing could be. */
    public static Grade of(Optional<String> parsed, boolean right) {
        return new Grade(right ? 1 : 0, true, parsed.orElse(null));
    }

    /** Right if it is what was read from the answer; empty: nothing could be. */
    public static Grade of(Optional<String> parsed, String right) {
        return of(parsed, parsed.filter(right::equals).isPresent());
    }

    /** From 0.5 on where there is only right and wrong. */
    public boolean isRight() {
        return value >= ENOUGH;
    }

    /** Whether nothing could be read from the answer. */
    public boolean isUnparsed() {
        return parses && parsed == null;
    }
}
