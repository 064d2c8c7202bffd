package dev.vlmstream.inference.likelihood;

import dev.vlmstream.inference.likelihood.NameTree.NameNode.Target;
import java.util.List;

/** The logarithms of probabilities of names' tokens while they are being scored, {@code [name][token]}. */
final class LogProbabilities {

    private final float[][] values;
    private final LogSumExp logSumExp = new LogSumExp();

    LogProbabilities(float[][] values) {
        this.values = values;
    }

    float[][] values() {
        return values;
    }

    /** Takes those of the targets from where they stand one after another. */
    void put(float[] logProbs, int from, List<Target> targets) {
        for (int i = 0; i < targets.size(); i++) {
            values[targets.get(i).name()][targets.get(i).index()] = logProbs[from + i];
        }
    }

    /** Takes those of the targets from the logits at their place. */
    void score(float[] logits, List<Target> targets) {
        if (targets.isEmpty()) {
            return;
        }
        double total = logSumExp.of(logits);
        for (Target target : targets) {
            values[target.name()][target.index()] = (float) (logits[target.token()] - total);
        }
    }
}
