package dev.vlmstream.cli.report.study;

import dev.vlmstream.cli.report.results.PublishedValues;
import dev.vlmstream.cli.report.results.PublishedValues.PublishedKey;
import dev.vlmstream.cli.report.results.Rate;
import dev.vlmstream.cli.report.results.ReportedRate;
import dev.vlmstream.evaluation.statistics.Bounds;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A number of a run that has its place in a table of the study.
 *
 * @param value what stands there, in the study's unit; null: undefined, or the model could not be asked
 * @param interval of the value, in its unit; null where it has none
 * @param digits behind the point, as the study prints it
 * @param missing what stands there for a value that is null
 * @param isSameRule whether the study judges by the same rule, so that a difference means something
 * @param line the rate for programs; empty for what is none
 */
record StudyValue(
        PublishedKey key,
        String run,
        @Nullable Double value,
        @Nullable Bounds interval,
        int digits,
        String missing,
        boolean isSameRule,
        Optional<ReportedRate> line) {

    static StudyValue of(PublishedKey key, ReportedRate line, boolean isSameRule) {
        return of(key, line.run(), line.rate(), isSameRule, Optional.of(line));
    }

    static StudyValue of(PublishedKey key, String run, Rate rate, boolean isSameRule, Optional<ReportedRate> line) {
        return new StudyValue(
                key,
                run,
                rate.n() == 0 ? null : Double.valueOf(rate.percent()),
                rate.interval()
                        .map(i -> new Bounds(100 * i.low(), 100 * i.high()))
                        .orElse(null),
                1,
                Rate.UNDEFINED,
                isSameRule,
                line);
    }

    /** A number that is no rate. */
    static StudyValue of(PublishedKey key, String run, @Nullable Double value, @Nullable Bounds interval, int digits) {
        return new StudyValue(key, run, value, interval, digits, Rate.UNDEFINED, true, Optional.empty());
    }

    /** A model that was not asked, since no prompt fits into its context. */
    static StudyValue notApplicable(PublishedKey key, String run) {
        return new StudyValue(key, run, null, null, 1, "N/A", true, Optional.empty());
    }

    /** Ours with its interval; below it, where there is one, the study's, the difference and whether our interval has theirs. */
    String text() {
        OptionalDouble published = PublishedValues.value(key);
        return ours() + (published.isPresent() ? "\n" + beside(published.getAsDouble()) : "");
    }

    private String ours() {
        if (value == null) {
            return missing;
        }
        return interval == null ? number(value) : number(value) + " (" + range(interval) + ")";
    }

    private String range(Bounds bounds) {
        return number(bounds.low()) + (bounds.low() < 0 ? " to " : "–") + number(bounds.high());
    }

    private String beside(double published) {
        String theirs = "study " + number(published);
        if (value == null || !isSameRule) {
            return theirs;
        }
        String difference = theirs + "\n" + signed(value - published);
        return interval == null ? difference : difference + (interval.contains(published) ? ", inside" : ", outside");
    }

    private String signed(double difference) {
        String text = number(difference);
        if (text.matches("0\\.0*")) {
            return "±" + text;
        }
        return difference > 0 ? "+" + text : text;
    }

    private String number(double number) {
        String text = String.format(Locale.ROOT, "%." + digits + "f", number);
        return text.matches("-0\\.0*") ? text.substring(1) : text.replace('-', '−');
    }
}
