package dev.vlmstream.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.evaluation.metrics.Interval;
import dev.vlmstream.evaluation.metrics.Wilson;
import java.util.Locale;
import java.util.Optional;

/**
 * How many of how many were right.
 *
 * @param n judged; 0: the accuracy is undefined
 */
public record Rate(long n, long correct) {
    static final String UNDEFINED = "undefined";

    public Rate {
        if (correct < 0 || correct > n) {
            throw new IllegalArgumentException("correct must be between 0 and n = " + n + ", got " + correct);
        }
    }

    /** Of an object with the fields n and correct; a missing object is 0 of 0. */
    static Rate of(JsonNode counts) {
        return new Rate(counts.path("n").asLong(), counts.path("correct").asLong());
    }

    /** Wilson's 95 % interval; empty for n = 0. */
    Optional<Interval> interval() {
        return Wilson.interval(correct, n);
    }

    /** In percent; NaN is never given: ask {@link #interval} first. */
    double percent() {
        if (n == 0) {
            throw new IllegalStateException("0 of 0 has no accuracy");
        }
        return 100.0 * correct / n;
    }

    String accuracyText() {
        return n == 0 ? UNDEFINED : String.format(Locale.ROOT, "%.1f %%", percent());
    }

    String intervalText() {
        return interval()
                .map(i -> String.format(Locale.ROOT, "%.1f–%.1f", 100 * i.low(), 100 * i.high()))
                .orElse(UNDEFINED);
    }
}
