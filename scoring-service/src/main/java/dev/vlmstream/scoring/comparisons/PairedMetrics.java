package dev.vlmstream.scoring.comparisons;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.vlmstream.evaluation.metrics.Interval;
import dev.vlmstream.evaluation.statistics.Bounds;
import dev.vlmstream.evaluation.statistics.ConfidenceSequence;
import dev.vlmstream.evaluation.statistics.Holm;
import dev.vlmstream.evaluation.statistics.PairedCounts;
import dev.vlmstream.evaluation.statistics.PairedGrades;
import dev.vlmstream.evaluation.statistics.PairedPower;
import dev.vlmstream.scoring.runs.ComparedModel;
import dev.vlmstream.scoring.runs.PairMatrix;
import dev.vlmstream.scoring.runs.RunView;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Two models on the items that both answered, under each one's primary rule. Where one of these gives part credit,
 * difference and interval are of the mean grades; the counts of items, what concerns their order in time and how many are
 * needed take grades from 0.5 on for right.
 *
 * @param difference accuracy of the first less that of the second; null without items
 * @param low lower end of its 95 % interval
 * @param high its upper end
 * @param mcNemar exact two-sided p of no difference; null where the models never differ, and where a rule gives part credit
 * @param pairedT two-sided p of Student's paired test that the mean grades are the same; null where no rule gives part
 *     credit, and where all differences are the same
 * @param adjusted {@code mcNemar} or {@code pairedT} after Holm's correction for all pairs of the run, or rows of the gap
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
        Double pairedT,
        Double adjusted,
        Double anytimeLow,
        Double anytimeHigh,
        Long itemsNeeded) {
    private static final ConfidenceSequence ANYTIME = new ConfidenceSequence(0.95);

    /** All pairs of a run's models, in the run's order; may lag behind while the run goes on. */
    public static List<PairedMetrics> of(RunView view) {
        PairMatrix table = view.pairs();
        List<PairedMetrics> pairs = new ArrayList<>();
        for (int i = 0; i < table.models().size(); i++) {
            for (int j = i + 1; j < table.models().size(); j++) {
                pairs.add(of(table, i, j));
            }
        }
        return adjust(pairs);
    }

    private static List<PairedMetrics> adjust(List<PairedMetrics> pairs) {
        List<PairedMetrics> tested =
                pairs.stream().filter(pair -> pair.p() != null).toList();
        List<Double> adjusted =
                Holm.adjusted(tested.stream().map(PairedMetrics::p).toList());
        List<PairedMetrics> all = new ArrayList<>(pairs);
        for (int i = 0; i < tested.size(); i++) {
            all.set(pairs.indexOf(tested.get(i)), tested.get(i).withAdjusted(adjusted.get(i)));
        }
        return all;
    }

    /** Two models of the same or of two runs of one dataset, whose items have the same ids. */
    public static PairedMetrics of(ComparedModel first, ComparedModel second) {
        return of(PairMatrix.of(List.of(first, second)), 0, 1);
    }

    private static PairedMetrics of(PairMatrix table, int first, int second) {
        ComparedModel one = table.models().get(first);
        ComparedModel other = table.models().get(second);
        PairedMetrics pair = of(one.model(), other.model(), table.counts(first, second));
        return one.isGraded() || other.isGraded() ? pair.withGrades(table.grades(first, second)) : pair;
    }

    private Double p() {
        return mcNemar == null ? pairedT : mcNemar;
    }

    static PairedMetrics of(String first, String second, PairedCounts counts) {
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
                null,
                anytime == null ? null : anytime.low(),
                anytime == null ? null : anytime.high(),
                orNull(PairedPower.USUAL.itemsNeeded(counts)));
    }

    private PairedMetrics withGrades(PairedGrades grades) {
        Bounds bounds = grades.interval().orElse(null);
        return new PairedMetrics(
                first,
                second,
                n,
                bothRight,
                onlyFirst,
                onlySecond,
                bothWrong,
                orNull(grades.difference()),
                bounds == null ? null : bounds.low(),
                bounds == null ? null : bounds.high(),
                null,
                orNull(grades.pValue()),
                null,
                anytimeLow,
                anytimeHigh,
                itemsNeeded);
    }

    PairedMetrics withAdjusted(double p) {
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
                pairedT,
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
