package dev.vlmstream.cli.report;

import dev.vlmstream.cli.output.PairTable;
import dev.vlmstream.cli.report.results.PublishedValues;
import dev.vlmstream.cli.report.results.PublishedValues.PublishedKey;
import dev.vlmstream.cli.report.results.Rate;
import dev.vlmstream.cli.report.results.Rate.PairedDifference;
import dev.vlmstream.cli.report.results.ReportedRate;
import dev.vlmstream.cli.report.results.RunResult;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.evaluation.statistics.Bounds;
import dev.vlmstream.evaluation.statistics.PairedCounts;
import dev.vlmstream.rest.items.ItemLine;
import dev.vlmstream.rest.metrics.PairedMetrics;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;
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
            return String.format(
                    Locale.ROOT, "%.1f → %.1f (%s)", before, after, PairTable.points((after - before) / 100));
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
                theirs == null ? OptionalDouble.empty() : OptionalDouble.of(theirs));
    }

    RemedyRow withAdjusted(double p) {
        return new RemedyRow(run, what, rule, before, after, pair.withAdjusted(p), published);
    }

    /**
     * How each item of some models' runs was judged under every rule, from the runs' exports: the service compares under primary
     * rules alone. Each run is read once.
     */
    static final class JudgedItems {
        private final ScoringClient client;
        private final Set<String> models;
        /** By run, model and item. */
        private final Map<String, Map<String, Map<String, Judged>>> runs = new HashMap<>();

        /** @param rules right or not, by rule, those of judges among them */
        private record Judged(@Nullable String label, Map<String, Boolean> rules) {}

        /** @param models whose items are kept */
        JudgedItems(ScoringClient client, Set<String> models) {
            this.client = client;
            this.models = models;
        }

        /**
         * Two models on the items that both have under a rule.
         *
         * @param labels of which labels items count
         */
        PairedMetrics compare(
                String run, String first, String other, String second, String rule, Predicate<String> labels) {
            Map<String, Judged> seconds = items(other, second);
            PairedCounts counts = PairedCounts.NONE;
            for (Map.Entry<String, Judged> item : items(run, first).entrySet()) {
                Judged one = item.getValue();
                Judged two = seconds.get(item.getKey());
                Boolean right = one.rules().get(rule);
                Boolean rightToo = two == null ? null : two.rules().get(rule);
                if (right != null && rightToo != null && labels.test(one.label() == null ? "" : one.label())) {
                    counts = counts.add(right, rightToo);
                }
            }
            return metrics(first, second, counts);
        }

        private Map<String, Judged> items(String run, String model) {
            return runs.computeIfAbsent(run, this::read).getOrDefault(model, Map.of());
        }

        private Map<String, Map<String, Judged>> read(String run) {
            Map<String, Map<String, Judged>> items = new HashMap<>();
            client.export(run, (line, json) -> {
                if (models.contains(line.model())) {
                    items.computeIfAbsent(line.model(), model -> new HashMap<>())
                            .put(line.item(), judged(line));
                }
            });
            return items;
        }

        private static Judged judged(ItemLine line) {
            Map<String, Boolean> rules = new HashMap<>(line.rules());
            line.verdicts().stream()
                    .filter(verdict -> verdict.right() != null)
                    .forEach(verdict -> rules.putIfAbsent(verdict.rule(), verdict.right()));
            return new Judged(line.label(), Map.copyOf(rules));
        }

        private static PairedMetrics metrics(String first, String second, PairedCounts counts) {
            Bounds bounds = counts.interval().orElse(null);
            PairedMetrics.Builder pair = new PairedMetrics.Builder();
            pair.first = first;
            pair.second = second;
            pair.n = counts.n();
            pair.bothRight = counts.bothRight();
            pair.onlyFirst = counts.onlyFirst();
            pair.onlySecond = counts.onlySecond();
            pair.bothWrong = counts.bothWrong();
            pair.difference = orNull(counts.difference());
            pair.low = bounds == null ? null : bounds.low();
            pair.high = bounds == null ? null : bounds.high();
            pair.mcNemar = orNull(counts.mcNemar());
            return pair.build();
        }

        private static @Nullable Double orNull(OptionalDouble value) {
            return value.isPresent() ? value.getAsDouble() : null;
        }
    }
}
