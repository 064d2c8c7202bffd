package dev.vlmstream.scoring.comparisons;

import dev.vlmstream.evaluation.metrics.Interval;
import dev.vlmstream.evaluation.statistics.Bounds;
import dev.vlmstream.evaluation.statistics.ConfidenceSequence;
import dev.vlmstream.evaluation.statistics.Holm;
import dev.vlmstream.evaluation.statistics.PairedCounts;
import dev.vlmstream.evaluation.statistics.PairedGrades;
import dev.vlmstream.evaluation.statistics.PairedPower;
import dev.vlmstream.rest.metrics.ModelAgreement;
import dev.vlmstream.rest.metrics.PairedMetrics;
import dev.vlmstream.scoring.runs.PairMatrix;
import dev.vlmstream.scoring.runs.PairMatrix.ComparedModel;
import dev.vlmstream.scoring.runs.RunView;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
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

    /** How many of a run's models are right about each item; may lag behind while the run is running. */
    public static ModelAgreement agreement(RunView view) {
        PairMatrix table = view.pairs();
        List<ModelAgreement.Alone> models = new ArrayList<>();
        for (int i = 0; i < table.models().size(); i++) {
            if (table.isJudged(i)) {
                models.add(new ModelAgreement.Alone(
                        table.models().get(i).model(), table.onlyRight(i), table.onlyWrong(i)));
            }
        }
        return new ModelAgreement(
                table.rightBy().stream().mapToLong(Long::longValue).sum(), table.rightBy(), models);
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

    /**
     * Two models of the same or of two runs of one dataset, whose items have the same ids.
     *
     * @param unlike whether p is asked for even if the two did not choose from the same classes
     */
    public static PairedMetrics of(ComparedModel first, ComparedModel second, boolean unlike) {
        return fair(of(PairMatrix.of(List.of(first, second)), 0, 1), first, second, unlike);
    }

    /** A pair, without what would call one of the two better where the choice was not the same. */
    static PairedMetrics fair(PairedMetrics pair, ComparedModel first, ComparedModel second, boolean unlike) {
        String difference =
                first.run().choice().difference(second.run().choice()).orElse(null);
        return difference == null ? pair : pair.unlike(difference, unlike);
    }

    private static PairedMetrics of(PairMatrix table, int first, int second) {
        ComparedModel one = table.models().get(first);
        ComparedModel other = table.models().get(second);
        PairedMetrics.Builder pair = counted(one, other, table.counts(first, second));
        if (one.isGraded() || other.isGraded()) {
            PairedGrades grades = table.grades(first, second);
            Bounds bounds = grades.interval().orElse(null);
            pair.difference = orNull(grades.difference());
            pair.low = bounds == null ? null : bounds.low();
            pair.high = bounds == null ? null : bounds.high();
            pair.mcNemar = null;
            pair.pairedT = orNull(grades.pValue());
        }
        return pair.build();
    }

    static PairedMetrics of(ComparedModel first, ComparedModel second, PairedCounts counts) {
        return counted(first, second, counts).build();
    }

    private static PairedMetrics.Builder counted(ComparedModel first, ComparedModel second, PairedCounts counts) {
        Bounds bounds = counts.interval().orElse(null);
        Interval anytime = ANYTIME.at(counts.onlyFirst(), counts.discordant()).orElse(null);
        PairedMetrics.Builder pair = new PairedMetrics.Builder();
        pair.first = first.model();
        pair.second = second.model();
        pair.optimistic = Stream.of(first, second)
                .filter(ComparedModel::isOptimistic)
                .map(ComparedModel::model)
                .distinct()
                .toList();
        pair.n = counts.n();
        pair.bothRight = counts.bothRight();
        pair.onlyFirst = counts.onlyFirst();
        pair.onlySecond = counts.onlySecond();
        pair.bothWrong = counts.bothWrong();
        pair.difference = orNull(counts.difference());
        pair.low = bounds == null ? null : bounds.low();
        pair.high = bounds == null ? null : bounds.high();
        pair.mcNemar = orNull(counts.mcNemar());
        pair.anytimeLow = anytime == null ? null : anytime.low();
        pair.anytimeHigh = anytime == null ? null : anytime.high();
        pair.itemsNeeded = orNull(PairedPower.USUAL.itemsNeeded(counts));
        return pair;
    }

    private static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    private static @Nullable Long orNull(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }
}
