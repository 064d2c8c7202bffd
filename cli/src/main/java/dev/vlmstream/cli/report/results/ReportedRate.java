package dev.vlmstream.cli.report.results;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One rate of a report.
 *
 * @param setting the task and its variant, in words
 * @param rule by which it was judged
 * @param unparsed of {@code rate}'s n, those whose answer could not be read
 * @param failed neither failed nor refused items are in n
 * @param published by the study, in percent
 * @param paired with the same model under the base setting
 */
public record ReportedRate(
        String dataset,
        String run,
        String model,
        String setting,
        String rule,
        Rate rate,
        long unparsed,
        long failed,
        OptionalDouble published,
        Optional<PairedDifference> paired) {

    public ReportedRate withPaired(PairedDifference pair) {
        return new ReportedRate(
                dataset, run, model, setting, rule, rate, unparsed, failed, published, Optional.of(pair));
    }

    public String publishedText() {
        return published.isPresent() ? String.format(Locale.ROOT, "%.1f %%", published.getAsDouble()) : "–";
    }

    /** Ours less the study's, in points, with the 95 % interval of ours. */
    public String differenceText() {
        if (published.isEmpty() || rate.n() == 0) {
            return "–";
        }
        double theirs = published.getAsDouble();
        return rate.interval()
                .map(i -> String.format(
                        Locale.ROOT,
                        "%+.1f (%+.1f to %+.1f)",
                        rate.percent() - theirs,
                        100 * i.low() - theirs,
                        100 * i.high() - theirs))
                .orElse(Rate.UNDEFINED);
    }
}
