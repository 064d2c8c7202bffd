package dev.vlmstream.scoring.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.vlmstream.evaluation.metrics.Interval;
import dev.vlmstream.evaluation.statistics.Bounds;
import dev.vlmstream.evaluation.statistics.ConfidenceSequence;
import dev.vlmstream.evaluation.statistics.Holm;
import dev.vlmstream.evaluation.statistics.PairedCounts;
import dev.vlmstream.evaluation.statistics.PairedPower;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Two models on the items that both answered, under each one's primary rule.
 *
 * @param difference accuracy of the first less that of the second; null without items
 * @param low lower end of its 95 % interval
 * @param high its upper end
 * @param mcNemar exact two-sided p of no difference; null where the models never differ
 * @param adjusted {@code mcNemar} after Holm's correction for all pairs of the run
 * @param anytimeLow lower end of a 95 % confidence sequence for the share of differing items that the first gets right:
 *     whoever stops when it leaves out 0.5 is not fooled by having watched
 * @param anytimeHigh its upper end
 * @param itemsNeeded how many items would show this difference with power 0.8 at 0.05; null where there is none
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record PairedMetrics(
        String first,
        String second,
        long n,
        long bothRight,
        long onlyFirst,
        long onlySecond,
        long bothWrong,
        Double difference,
        Double low,
        Double high,
        Double mcNemar,
        Double adjusted,
        Double anytimeLow,
        Double anytimeHigh,
        Long itemsNeeded) {
    private static final ConfidenceSequence ANYTIME = new ConfidenceSequence(0.95);

    /** All pairs of a run's models, in the run's order. */
    public static List<PairedMetrics> ofAll(RunView view) {
        List<String> models = List.copyOf(view.models());
        List<PairedMetrics> pairs = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            for (int j = i + 1; j < models.size(); j++) {
                pairs.add(of(view, models.get(i), view, models.get(j)));
            }
        }
        return adjust(pairs);
    }

    private static List<PairedMetrics> adjust(List<PairedMetrics> pairs) {
        List<PairedMetrics> tested =
                pairs.stream().filter(pair -> pair.mcNemar() != null).toList();
        List<Double> adjusted =
                Holm.adjusted(tested.stream().map(PairedMetrics::mcNemar).toList());
        List<PairedMetrics> all = new ArrayList<>(pairs);
        for (int i = 0; i < tested.size(); i++) {
            all.set(pairs.indexOf(tested.get(i)), tested.get(i).withAdjusted(adjusted.get(i)));
        }
        return all;
    }

    /** Two models of the same or of two runs of one dataset, whose items have the same ids. */
    public static PairedMetrics of(RunView firstRun, String first, RunView secondRun, String second) {
        Map<String, Boolean> right = new HashMap<>();
        firstRun.judged(first).forEach(entry -> right.put(entry.item(), entry.right()));
        PairedCounts counts = PairedCounts.NONE;
        for (ScoreEntry entry : secondRun.judged(second)) {
            Boolean other = right.get(entry.item());
            counts = other == null ? counts : counts.add(other, entry.right());
        }
        return of(first, second, counts);
    }

    private static PairedMetrics of(String first, String second, PairedCounts counts) {
        Bounds bounds = counts.interval().orElse(null);
        Interval anytime = ANYTIME.at(counts.onlyFirst(), counts.discordant()).orElse(null);
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
                anytime == null ? null : anytime.low(),
                anytime == null ? null : anytime.high(),
                orNull(PairedPower.USUAL.itemsNeeded(counts)));
    }

    private PairedMetrics withAdjusted(double p) {
        return new PairedMetrics(
                first,
                second,
                n,
                bothRight,
                onlyFirst,
                onlySecond,
                bothWrong,
                difference,
                low,
                high,
                mcNemar,
                p,
                anytimeLow,
                anytimeHigh,
                itemsNeeded);
    }

    private static Double orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    private static Long orNull(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }
}
