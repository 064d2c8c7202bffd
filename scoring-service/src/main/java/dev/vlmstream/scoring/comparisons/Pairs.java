package dev.vlmstream.scoring.comparisons;

import dev.vlmstream.evaluation.metrics.Interval;
import dev.vlmstream.evaluation.statistics.Bounds;
import dev.vlmstream.evaluation.statistics.ConfidenceSequence;
import dev.vlmstream.evaluation.statistics.Holm;
import dev.vlmstream.evaluation.statistics.PairedCounts;
import dev.vlmstream.evaluation.statistics.PairedGrades;
import dev.vlmstream.evaluation.statistics.PairedPower;
import dev.vlmstream.rest.metrics.PairedMetrics;
import dev.vlmstream.scoring.runs.ComparedModel;
import dev.vlmstream.scoring.runs.PairMatrix;
import dev.vlmstream.scoring.runs.RunView;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Pairs of models on the items that both answered. */
public final class Pairs {
    private static final ConfidenceSequence ANYTIME = new ConfidenceSequence(0.95);

    private Pairs() {}

    /** All pairs of a run's models, in the run's order; may lag behind while the run is running. */
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
        return one.isGraded() || other.isGraded() ? graded(pair, table.grades(first, second)) : pair;
    }

    private static PairedMetrics graded(PairedMetrics pair, PairedGrades grades) {
        Bounds bounds = grades.interval().orElse(null);
        return new PairedMetrics(
                pair.first(),
                pair.second(),
                pair.n(),
                pair.bothRight(),
                pair.onlyFirst(),
                pair.onlySecond(),
                pair.bothWrong(),
                orNull(grades.difference()),
                bounds == null ? null : bounds.low(),
                bounds == null ? null : bounds.high(),
                null,
                orNull(grades.pValue()),
                null,
                pair.anytimeLow(),
                pair.anytimeHigh(),
                pair.itemsNeeded());
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

    private static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    private static @Nullable Long orNull(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }
}
