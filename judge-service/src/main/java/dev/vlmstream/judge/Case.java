package dev.vlmstream.judge;

import dev.vlmstream.evaluation.verdicts.JudgeRule;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.Score;

/** One answer to be judged under one rule. */
record Case(Score score, RunManifest manifest, JudgeRule rule) {

    String answer() {
        return score.getPrediction().getText();
    }

    String label() {
        return score.getLabel();
    }

    /** The cosine from which on the answer is right. */
    double threshold() {
        Double wanted = manifest.getThresholds().get(rule.id());
        return wanted == null ? rule.threshold().getAsDouble() : rule.requireThreshold(wanted);
    }
}
