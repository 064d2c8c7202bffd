package dev.vlmstream.cli.report.remedy;

import dev.vlmstream.cli.report.results.PairedDifference;
import dev.vlmstream.cli.report.results.PublishedKey;
import dev.vlmstream.cli.report.results.PublishedValues;
import dev.vlmstream.cli.report.results.Rate;
import dev.vlmstream.cli.report.results.ReportedRate;
import dev.vlmstream.cli.report.results.RunResult;
import dev.vlmstream.rest.comparisons.PairedMetrics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * One comparison: a model after fine-tuning less the same before it.
 *
 * @param run of the model after fine-tuning
 * @param what of the run's items is compared, in words
 * @param before on these items
 * @param after on these items
 * @param pair the model after fine-tuning first
 * @param published what the study has of this, before and after; null: nothing
 */
record RemedyRow(
        RunResult run,
        String what,
        String rule,
        Rate before,
        Rate after,
        PairedMetrics pair,
        @Nullable Published published) {

    /** In percent. */
    record Published(double before, double after) {
        /** What stands in the first setting for the model before and in the second for that after. */
        static @Nullable Published of(RunResult run, PairedMetrics pair, String dataset, String first, String then) {
            OptionalDouble before = value(first, run.publishedName(pair.second()), dataset);
            OptionalDouble after = value(then, run.publishedName(pair.first()), dataset);
            return before.isPresent() && after.isPresent()
                    ? new Published(before.getAsDouble(), after.getAsDouble())
                    : null;
        }

        private static OptionalDouble value(String setting, String model, String dataset) {
            return PublishedValues.value(new PublishedKey(setting, model, dataset));
        }

        private String text() {
            return String.format(Locale.ROOT, "%.1f → %.1f (%+.1f)", before, after, after - before);
        }
    }

    Object[] cells() {
        return new Object[] {
            what,
            run.run(),
            pair.first(),
            rule,
            pair.n(),
            text(before),
            text(after),
            new PairedDifference("", pair).differenceText(),
            PairedDifference.p(pair.p()),
            PairedDifference.p(pair.adjusted()),
            published == null ? "–" : published.text()
        };
    }

    private static String text(Rate rate) {
        return rate.n() == 0 ? Rate.UNDEFINED : rate.accuracyText() + " (" + rate.intervalText() + ")";
    }

    /** For programs: before, and after with the difference. */
    List<ReportedRate> lines() {
        return List.of(
                line(pair.second(), "before, " + what, before, published == null ? null : published.before()),
                line(pair.first(), "after, " + what, after, published == null ? null : published.after())
                        .withPaired(new PairedDifference(pair.second(), pair)));
    }

    private ReportedRate line(String model, String setting, Rate rate, @Nullable Double theirs) {
        return new ReportedRate(
                run.dataset(),
                run.run(),
                model,
                setting,
                rule,
                rate,
                0,
                0,
                theirs == null ? OptionalDouble.empty() : OptionalDouble.of(theirs),
                Optional.empty());
    }

    RemedyRow withAdjusted(double p) {
        return new RemedyRow(run, what, rule, before, after, pair.withAdjusted(p), published);
    }
}
