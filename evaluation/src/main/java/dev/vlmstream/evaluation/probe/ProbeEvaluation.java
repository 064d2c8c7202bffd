package dev.vlmstream.evaluation.probe;

import java.util.Arrays;
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

    /** The predictions of the epoch that was best by some count. */
    private static final class Best {
        private int correct = -1;
        private int epoch;
        private int[] predictions = {};

        void offer(int correct, int epoch, int[] predictions) {
            if (correct > this.correct) {
                this.correct = correct;
                this.epoch = epoch;
                this.predictions = predictions;
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
        all.offer(correct(newest), epoch, newest);
        byFirst.offer(correctIn(true, newest), epoch, newest);
        bySecond.offer(correctIn(false, newest), epoch, newest);
    }

    private static double accuracyOnTrain(Probe probe, LabelledFeatures train) {
        int[] predicted = probe.predict(train);
        long right = IntStream.range(0, train.size())
                .filter(i -> predicted[i] == train.labels()[i])
                .count();
        return (double) right / train.size();
    }

    private ProbeResult result() {
        int[] crossFitted = IntStream.range(0, test.size())
                .map(i -> (inFirstHalf[i] ? bySecond : byFirst).predictions[i])
                .toArray();
        return new ProbeResult(
                epochs,
                all.epoch,
                score(all.predictions),
                score(crossFitted),
                score(newest),
                trainAccuracy,
                Arrays.stream(all.predictions).boxed().toList(),
                Arrays.stream(crossFitted).boxed().toList());
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
            correct += inFirstHalf[i] == firstHalf && predictions[i] == test.labels()[i] ? 1 : 0;
        }
        return correct;
    }
}
