package dev.vlmstream.scoring.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vlmstream.evaluation.statistics.PairedCounts;
import dev.vlmstream.rest.metrics.VerdictMetrics;
import dev.vlmstream.rest.metrics.VerdictMetrics.Agreement;
import dev.vlmstream.schemas.MetricSnapshot;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.Status;
import dev.vlmstream.schemas.VerdictCount;
import dev.vlmstream.scoring.Events;
import dev.vlmstream.scoring.runs.ViewOfARun;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The judges' verdicts on a run's answers, beside the primary rule. */
class VerdictFiguresTest extends ViewOfARun {
    private static final Agreement NOT_COMPARED = VerdictFigures.agreement(PairedCounts.NONE);

    @Test
    void aRunIsJudgedWhenEveryAnswerHasAVerdictOfEveryJudge() {
        assertThat(MeasuredRun.of(view).judged()).as("without judges").isNull();
        RunManifest manifest = Events.manifest("r", "open-world", 2, "m");
        manifest.setJudges(Map.of("semantic", "minilm", "llm-judge", "gpt"));
        view.manifest(manifest);
        add(view, score("1", "m", Status.ANSWERED, true, 1000), 0);
        add(view, score("2", "m", Status.ANSWERED, true, 2000), 1);
        MetricSnapshot answered = snapshot(0, 2, 0, Map.of(), 1000, 2000);
        view.snapshot(answered);

        assertThat(MeasuredRun.of(view).complete()).isTrue();
        assertThat(MeasuredRun.of(view).judged()).isFalse();
        assertThat(MeasuredRun.of(view).models().get(0).verdicts())
                .containsEntry("semantic", new VerdictMetrics("minilm", 2, 0, 0, 0, 0, null, 0, 0, 0, NOT_COMPARED));

        answered.setVerdicts(Map.of(
                "semantic", new VerdictCount(2L, 0L, 0L, 0L, 900_000_000L, 0L, 0L, 0.0),
                "llm-judge", new VerdictCount(0L, 1L, 0L, 1L, null, 0L, 0L, 0.0)));
        view.snapshot(answered);
        assertThat(MeasuredRun.of(view).judged())
                .as("what was counted cannot be read yet")
                .isFalse();
        for (String item : new String[] {"1", "2"}) {
            view.verdict(Events.verdict("r", item, "m", "semantic", true, 0.45), 0, 0);
            view.verdict(Events.verdict("r", item, "m", "semantic", true, 0.45), 0, 1);
            view.verdict(Events.verdict("r", item, "m", "llm-judge", null, null), 0, 2);
        }

        assertThat(MeasuredRun.of(view).judged()).isTrue();
        assertThat(MeasuredRun.of(view).models().get(0).verdicts())
                .containsEntry(
                        "semantic",
                        new VerdictMetrics(
                                "judge",
                                2,
                                2,
                                0,
                                0,
                                0,
                                0.45,
                                0,
                                0,
                                0,
                                VerdictFigures.agreement(new PairedCounts(2, 0, 0, 0))))
                .containsEntry("llm-judge", new VerdictMetrics("judge", 2, 0, 1, 0, 1, null, 0, 0, 0, NOT_COMPARED));
    }

    @Test
    void aJudgeStandsBesideThePrimaryRule() {
        RunManifest manifest = Events.manifest("r", "open-world", 5, "m");
        manifest.setJudges(Map.of("llm-judge", "gpt"));
        view.manifest(manifest);
        MetricSnapshot counts = snapshot(0, 5, 0, Map.of(), 1000, 2000);
        counts.setVerdicts(Map.of("llm-judge", new VerdictCount(4L, 1L, 0L, 0L, null, 0L, 0L, 0.0)));
        view.snapshot(counts);
        boolean[] primary = {true, true, true, false, false};
        Boolean[] judge = {true, true, false, true, null};
        for (int item = 0; item < 5; item++) {
            add(view, score("" + item, "m", Status.ANSWERED, primary[item], 1000), item);
            var verdict = Events.verdict("r", "" + item, "m", "llm-judge", judge[item], null);
            view.verdict(verdict, 0, item);
            view.verdict(verdict, 0, item + 5);
        }
        view.verdict(Events.verdict("r", "no-such-answer", "m", "llm-judge", true, null), 0, 10);

        Agreement agreement =
                MeasuredRun.of(view).models().get(0).verdicts().get("llm-judge").agreement();

        assertThat(agreement).isEqualTo(VerdictFigures.agreement(new PairedCounts(2, 1, 1, 0)));
        assertThat(agreement.share()).isEqualTo(0.5);
        assertThat(agreement.low()).isBetween(0.0, 0.5);
        assertThat(agreement.kappa()).isCloseTo(-1 / 3.0, within(1e-12));
    }
}
