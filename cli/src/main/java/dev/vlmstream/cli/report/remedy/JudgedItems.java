package dev.vlmstream.cli.report.remedy;

import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.evaluation.statistics.Bounds;
import dev.vlmstream.evaluation.statistics.PairedCounts;
import dev.vlmstream.rest.comparisons.PairedMetrics;
import dev.vlmstream.rest.items.ItemLine;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How each item of some models' runs was judged under every rule, from the runs' exports: the service compares under primary
 * rules alone. Each run is read once.
 */
final class JudgedItems {
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
                items.computeIfAbsent(line.model(), model -> new HashMap<>()).put(line.item(), judged(line));
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
        return new PairedMetrics(
                first,
                second,
                counts.n(),
                counts.bothRight(),
                counts.onlyFirst(),
                counts.onlySecond(),
                counts.bothWrong(),
                orNull(counts.difference()),
                bounds == null ? null : bounds.low(),
                bounds == null ? null : bounds.high(),
                orNull(counts.mcNemar()),
                null,
                null,
                null,
                null,
                null);
    }

    private static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
