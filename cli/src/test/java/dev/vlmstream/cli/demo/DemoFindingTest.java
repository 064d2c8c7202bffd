package dev.vlmstream.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.cli.rest.Sparse;
import dev.vlmstream.rest.metrics.RunMetrics;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoFindingTest {
    private static RunMetrics run(String... models) {
        return Sparse.metrics("{\"models\": [" + String.join(", ", models) + "]}");
    }

    private static String model(String name, String task, String rule, int n, int correct) {
        return """
                {"model": "%s", "task": "%s", "primaryRule": "%s", "rules": {"%3$s": {"n": %d, "correct": %d}}}""".formatted(name, task, rule, n, correct);
    }

    @Test
    void theSentenceHasWhatWasMeasuredOfBothWaysOfAsking() {
        RunMetrics open = run(
                model("clip", "zero-shot", "top1", 398, 272), model("vlm", "open-world", "label-inclusion", 398, 34));
        RunMetrics closed = run(
                model("clip", "zero-shot", "top1", 398, 390), model("vlm", "closed-world", "label-inclusion", 398, 62));
        RunMetrics likelihood = run(model("vlm", "class-likelihood", "likelihood-sum", 100, 11));
        RunMetrics probe = run(
                model("vlm/probe-last", "supervised", "top1", 398, 212),
                model("vlm/probe-last-best-epoch", "supervised", "top1", 398, 220));
        assertThat(DemoFinding.of(List.of(open, closed, likelihood, probe), "vlm", "clip"))
                .contains(
                        "Finding: clip names 68 % of 398 emoji, vlm, which sees through the same encoder, 9 %; asked by"
                                + " likelihood it finds 11 % of 100; a linear probe reads 53 % of 398 from its hidden states.");
    }

    @Test
    void itHoldsWhereTheVisionLanguageModelIsBetter() {
        RunMetrics open =
                run(model("clip", "zero-shot", "top1", 10, 2), model("vlm", "open-world", "label-inclusion", 10, 9));
        assertThat(DemoFinding.of(List.of(open), "vlm", "clip"))
                .contains("Finding: clip names 20 % of 10 emoji, vlm, which sees through the same encoder, 90 %.");
    }

    @Test
    void withoutAJudgedAnswerThereIsNone() {
        RunMetrics failed =
                run(model("clip", "zero-shot", "top1", 10, 2), model("vlm", "open-world", "label-inclusion", 0, 0));
        assertThat(DemoFinding.of(List.of(failed), "vlm", "clip")).isEmpty();
        assertThat(DemoFinding.of(List.of(), "vlm", "clip")).isEmpty();
    }
}
