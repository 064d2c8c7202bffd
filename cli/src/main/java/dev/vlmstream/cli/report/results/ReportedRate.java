package dev.vlmstream.cli.report.results;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.PairTable;
import dev.vlmstream.cli.report.results.Rate.PairedDifference;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
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

    /** One of which every item has an answer that could be read. */
    public ReportedRate(
            String dataset,
            String run,
            String model,
            String setting,
            String rule,
            Rate rate,
            OptionalDouble published) {
        this(dataset, run, model, setting, rule, rate, 0, 0, published, Optional.empty());
    }

    public ReportedRate withPaired(PairedDifference pair) {
        return new ReportedRate(
                dataset, run, model, setting, rule, rate, unparsed, failed, published, Optional.of(pair));
    }

    /** For programs; what is not there is left out, and numbers are fractions but for the published percent. */
    public ObjectNode json() {
        ObjectNode json = Json.object().put("dataset", dataset).put("run", run).put("model", model);
        json.put("setting", setting).put("rule", rule).put("n", rate.n()).put("correct", rate.correct());
        rate.interval()
                .ifPresent(interval -> json.put("accuracy", rate.accuracy())
                        .put("low", interval.low())
                        .put("high", interval.high()));
        json.put("unparsed", unparsed).put("failed", failed);
        published.ifPresent(percent -> json.put("publishedPercent", percent));
        paired.ifPresent(pair -> json.put("against", pair.against())
                .put("difference", pair.numbers().difference())
                .put("differenceLow", pair.numbers().low())
                .put("differenceHigh", pair.numbers().high())
                .put("p", pair.numbers().p()));
        return json;
    }

    public String publishedText() {
        return published.isPresent() ? String.format(Locale.ROOT, "%.1f %%", published.getAsDouble()) : "–";
    }

    /** Ours less the study's, in points, with the 95 % interval of ours. */
    public String differenceText() {
        if (published.isEmpty() || rate.n() == 0) {
            return "–";
        }
        double theirs = published.getAsDouble() / 100;
        return rate.interval()
                .map(i -> PairTable.points(rate.accuracy() - theirs) + " (" + PairTable.points(i.low() - theirs)
                        + " to " + PairTable.points(i.high() - theirs) + ")")
                .orElse(Rate.UNDEFINED);
    }
}
