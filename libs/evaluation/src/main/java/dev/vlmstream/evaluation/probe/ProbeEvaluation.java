package dev.vlmstream.evaluation.probe;

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
}
