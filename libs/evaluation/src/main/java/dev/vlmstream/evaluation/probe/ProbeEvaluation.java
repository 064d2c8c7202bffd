package dev.vlmstream.evaluation.probe;

import dev.vlmstream.evaluation.metrics.Interval;
import dev.vlmstream.evaluation.metrics.Wilson;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Follows a training over its epochs, and says how well the probe does on items that it was not trained on. */
public final class ProbeEvaluation {
    private final LabelledFeatures test;
    private final boolean[] inFirstHalf;
    private final Best all;
    /** By the first half and by the second. */
    private final Best byFirst;

    private final Best bySecond;
    private int[] newest = {};
    private int epochs;
    private double trainAccuracy;

    private ProbeEvaluation(LabelledFeatures test, long seed) {
        this.test = test;
        this.inFirstHalf = new boolean[test.size()];
        int[] places = LabelledFeatures.shuffledPlaces(test.size(), seed);
        Arrays.stream(places).limit(test.size() / 2).forEach(place -> inFirstHalf[place] = true);
        this.all = new Best();
        this.byFirst = new Best();
        this.bySecond = new Best();
    }

    /** What the probe predicted at the epoch that was best by some count. */
    private static final class Best {
        private int correct = -1;
        private int epoch;
        private List<List<RankedLogit>> rankings = List.of();

        void offer(int correct, int epoch, Supplier<List<List<RankedLogit>>> rankings) {
            if (correct > this.correct) {
                this.correct = correct;
                this.epoch = epoch;
                this.rankings = rankings.get();
            }
        }
    }

    /**
     * Trains a probe and evaluates it.
     *
     * @param train in the order in which batches are to be taken
     * @param seed parts the test items into halves
     */
    public static ProbeResult of(
            Probe probe, LabelledFeatures train, LabelledFeatures test, ProbeRecipe recipe, long seed) {
        probe.requireFits(test);
        ProbeEvaluation evaluation = new ProbeEvaluation(test, seed);
        ProbeTraining.train(probe, train, recipe, (epoch, losses, trained) -> {
            evaluation.follow(epoch, trained);
            if (epoch == recipe.epochs()) {
                evaluation.trainAccuracy = accuracyOnTrain(trained, train);
            }
        });
        return evaluation.result();
    }

    private void follow(int epoch, Probe probe) {
        newest = probe.predict(test);
        epochs = epoch;
        // Whole rankings are only made at epochs that are better than all before.
        all.offer(correct(newest), epoch, () -> probe.rank(test));
        byFirst.offer(correctIn(true, newest), epoch, () -> probe.rank(test));
        bySecond.offer(correctIn(false, newest), epoch, () -> probe.rank(test));
    }

    private static double accuracyOnTrain(Probe probe, LabelledFeatures train) {
        int[] predicted = probe.predict(train);
        long right = IntStream.range(0, train.size())
                .filter(i -> predicted[i] == train.classIndices()[i])
                .count();
        return (double) right / train.size();
    }

    private ProbeResult result() {
        List<List<RankedLogit>> crossFitted = IntStream.range(0, test.size())
                .mapToObj(i -> (inFirstHalf[i] ? bySecond : byFirst).rankings.get(i))
                .toList();
        return new ProbeResult(
                epochs,
                all.epoch,
                score(firsts(all.rankings)),
                score(firsts(crossFitted)),
                score(newest),
                trainAccuracy,
                all.rankings,
                crossFitted);
    }

    private static int[] firsts(List<List<RankedLogit>> rankings) {
        return rankings.stream()
                .mapToInt(ranking -> ranking.get(0).classIndex())
                .toArray();
    }

    private ProbeScore score(int[] predictions) {
        return new ProbeScore(test.size(), correct(predictions));
    }

    private int correct(int[] predictions) {
        return correctIn(true, predictions) + correctIn(false, predictions);
    }

    private int correctIn(boolean firstHalf, int[] predictions) {
        int correct = 0;
        for (int i = 0; i < predictions.length; i++) {
            correct += inFirstHalf[i] == firstHalf && predictions[i] == test.classIndices()[i] ? 1 : 0;
        }
        return correct;
    }

    /**
     * What a probe got right on the test items.
     *
     * @param bestEpoch the first of the epochs at which most test items were right
     * @param best the study's figure, at that epoch; too good, since the test items chose it, and so is its interval
     * @param crossFitted the honest figure: each half of the test items at the epoch that is best on the other half
     * @param last after the last epoch
     * @param trainAccuracy after the last epoch, on the rows it was trained on
     * @param rankings at the best epoch, item by item
     * @param crossFittedRankings those that make crossFitted, item by item
     */
    public record ProbeResult(
            int epochs,
            int bestEpoch,
            ProbeScore best,
            ProbeScore crossFitted,
            ProbeScore last,
            double trainAccuracy,
            List<List<RankedLogit>> rankings,
            List<List<RankedLogit>> crossFittedRankings) {
        public ProbeResult {
            rankings = List.copyOf(rankings);
            crossFittedRankings = List.copyOf(crossFittedRankings);
        }
    }

    /** How many of the test items a probe names right. */
    public record ProbeScore(int n, int correct) {
        public ProbeScore {
            if (n < 1 || correct < 0 || correct > n) {
                throw new IllegalArgumentException(
                        "a score is of at least one item, correct of n: got " + correct + " of " + n);
            }
        }

        public double accuracy() {
            return (double) correct / n;
        }

        /** Wilson, 95 %. */
        public Interval interval() {
            return Wilson.interval(correct, n).orElseThrow();
        }
    }
}
