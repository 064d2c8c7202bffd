package dev.vlmstream.judge;

import dev.vlmstream.evaluation.Benchmark;
import dev.vlmstream.evaluation.judging.JudgeRule;
import dev.vlmstream.evaluation.verdicts.RightAnswers;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.Score;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One answer to be judged under one rule. */
record Case(Score score, RunManifest manifest, JudgeRule rule) {

    String answer() {
        return score.getPrediction().getText();
    }

    /** The label, and what else counts as right. */
    List<String> right() {
        return RightAnswers.of(benchmark(), score.getLabel(), score.getAnswers());
    }

    /** Null but for question answering. */
    @Nullable
    Benchmark benchmark() {
        return manifest.getBenchmark() == null ? null : Benchmark.of(manifest.getBenchmark());
    }

    /** The cosine from which on the answer is right. */
    double threshold() {
        Double wanted = manifest.getThresholds().get(rule.id());
        return wanted == null ? rule.threshold().getAsDouble() : rule.requireThreshold(wanted);
    }
}
