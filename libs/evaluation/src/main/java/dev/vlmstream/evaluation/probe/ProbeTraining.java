package dev.vlmstream.evaluation.probe;

import dev.vlmstream.evaluation.probe.Layer.AdamStep;
import java.util.ArrayList;
import java.util.List;

/** Trains a probe; every epoch goes over the rows in the same order, as the study's script does. */
public final class ProbeTraining {
    private ProbeTraining() {}

    /** Receives how far training has come. */
    @FunctionalInterface
    public interface EpochListener {
        /**
         * An epoch is over.
         *
         * @param epoch counted from 1
         * @param losses each batch's mean loss before its step
         * @param probe as it is now
         */
        void epoch(int epoch, List<Double> losses, Probe probe);
    }

    /** @throws IllegalArgumentException if the data do not fit the probe, or the loss is no longer finite */
    public static void train(Probe probe, LabelledFeatures data, ProbeRecipe recipe, EpochListener listener) {
        probe.requireFits(data);
        int step = 0;
        for (int epoch = 1; epoch <= recipe.epochs(); epoch++) {
            List<Double> losses = new ArrayList<>();
            for (int from = 0; from < data.size(); from += recipe.batch()) {
                int rows = Math.min(recipe.batch(), data.size() - from);
                losses.add(probe.step(data, from, rows, new AdamStep(recipe, ++step)));
            }
            if (!losses.stream().allMatch(Double::isFinite)) {
                throw new IllegalArgumentException("training came to a loss of " + losses + " in epoch " + epoch
                        + "; are the features too large?");
            }
            listener.epoch(epoch, losses, probe);
        }
    }
}
