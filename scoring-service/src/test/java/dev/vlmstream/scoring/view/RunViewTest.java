package dev.vlmstream.scoring.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vlmstream.evaluation.statistics.PairedCounts;
import dev.vlmstream.schemas.MetricSnapshot;
import dev.vlmstream.schemas.RuleCount;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.Status;
import dev.vlmstream.schemas.VerdictCount;
import dev.vlmstream.scoring.Events;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a run looks like from outside: sums, what is missing, lists. */
class RunViewTest extends ViewOfARun {
    @Test
    void metricsAreTheSumsOverThePartitions() {
        view.snapshot(snapshot(0, 3, 1, Map.of("cat", new RuleCount(3L, 3L, null)), 1000, 3000));
        view.snapshot(snapshot(1, 1, 0, Map.of("dog", new RuleCount(1L, 0L, null)), 2000, 5000));
        view.snapshot(snapshot(1, 2, 0, Map.of("dog", new RuleCount(2L, 0L, null)), 2000, 5000));

        ModelMetrics metrics = RunMetrics.of(view).models().get(0);

        assertThat(metrics.answered()).isEqualTo(5);
        assertThat(metrics.failed()).isEqualTo(1);
        assertThat(metrics.rules().get("label-inclusion").n()).isEqualTo(5);
        assertThat(metrics.rules().get("label-inclusion").accuracy()).isEqualTo(0.6);
        assertThat(metrics.rules().get("label-inclusion").low()).isLessThan(0.6);
        assertThat(metrics.meanPerClassRecall()).isEqualTo(0.5);
        assertThat(metrics.itemsPerSecond()).isEqualTo(5 / 4.0);
        assertThat(metrics.firstAt()).isEqualTo(1000);
        assertThat(metrics.lastAt()).isEqualTo(5000);
    }

    @Test
    void aModelThatHasNotAnsweredIsListedWithZeros() {
        ModelMetrics silent = RunMetrics.of(view).models().get(1);

        assertThat(silent.model()).isEqualTo("silent");
        assertThat(silent.counted()).isZero();
        assertThat(silent.task()).isEqualTo("open-world");
        assertThat(silent.rules()).isEmpty();
        assertThat(silent.meanPerClassRecall()).isNull();
    }

    @Test
    void aRunIsCompleteWhenEveryItemIsCountedAndEveryScoreCanBeRead() {
        view.manifest(Events.manifest("r", "open-world", 2, "m"));
        view.snapshot(snapshot(0, 2, 0, Map.of(), 1000, 2000));
        add(view, score("1", "m", Status.ANSWERED, true, 1000), 0);
        assertThat(RunMetrics.of(view).complete()).isFalse();

        add(view, score("2", "m", Status.ANSWERED, true, 2000), 1);

        assertThat(RunMetrics.of(view).complete()).isTrue();
    }

    private static final Agreement NOT_COMPARED = Agreement.of(PairedCounts.NONE);

    @Test
    void aRunIsJudgedWhenEveryAnswerHasAVerdictOfEveryJudge() {
        assertThat(RunMetrics.of(view).judged()).as("without judges").isNull();
        RunManifest manifest = Events.manifest("r", "open-world", 2, "m");
        manifest.setJudges(Map.of("semantic", "minilm", "llm-judge", "gpt"));
        view.manifest(manifest);
        add(view, score("1", "m", Status.ANSWERED, true, 1000), 0);
        add(view, score("2", "m", Status.ANSWERED, true, 2000), 1);
        MetricSnapshot answered = snapshot(0, 2, 0, Map.of(), 1000, 2000);
        view.snapshot(answered);

        assertThat(RunMetrics.of(view).complete()).isTrue();
        assertThat(RunMetrics.of(view).judged()).isFalse();
        assertThat(RunMetrics.of(view).models().get(0).verdicts())
                .containsEntry("semantic", new VerdictMetrics("minilm", 2, 0, 0, 0, 0, null, 0, 0, 0, NOT_COMPARED));

        answered.setVerdicts(Map.of(
                "semantic", new VerdictCount(2L, 0L, 0L, 0L, 900_000_000L, 0L, 0L, 0.0),
                "llm-judge", new VerdictCount(0L, 1L, 0L, 1L, null, 0L, 0L, 0.0)));
        view.snapshot(answered);
        assertThat(RunMetrics.of(view).judged())
                .as("what was counted cannot be read yet")
                .isFalse();
        for (String item : new String[] {"1", "2"}) {
            view.verdict(Events.verdict("r", item, "m", "semantic", true, 0.45), 0, 0);
            view.verdict(Events.verdict("r", item, "m", "semantic", true, 0.45), 0, 1);
            view.verdict(Events.verdict("r", item, "m", "llm-judge", null, null), 0, 2);
        }

        assertThat(RunMetrics.of(view).judged()).isTrue();
        assertThat(RunMetrics.of(view).models().get(0).verdicts())
                .containsEntry(
                        "semantic",
                        new VerdictMetrics(
                                "judge", 2, 2, 0, 0, 0, 0.45, 0, 0, 0, Agreement.of(new PairedCounts(2, 0, 0, 0))))
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
                RunMetrics.of(view).models().get(0).verdicts().get("llm-judge").agreement();

        assertThat(agreement).isEqualTo(Agreement.of(new PairedCounts(2, 1, 1, 0)));
        assertThat(agreement.share()).isEqualTo(0.5);
        assertThat(agreement.low()).isBetween(0.0, 0.5);
        assertThat(agreement.kappa()).isCloseTo(-1 / 3.0, within(1e-12));
    }

    @Test
    void filtersExcludeOneAnotherAndOrderIsByItemThenModel() {
        add(view, score("2", "m", Status.ANSWERED, false, 1), 0);
        add(view, score("1", "n", Status.UNPARSED, false, 1), 1);
        add(view, score("1", "m", Status.ANSWERED, true, 1), 2);
        add(view, score("3", "m", Status.FAILED, false, 0), 3);

        assertThat(view.scores(null, ScoreFilter.ALL, ALL).entries())
                .extracting(entry -> entry.item() + entry.model())
                .containsExactly("1m", "1n", "2m", "3m");
        assertThat(view.scores("m", ScoreFilter.RIGHT, ALL).entries())
                .extracting(ScoreEntry::item)
                .containsExactly("1");
        assertThat(view.scores("m", ScoreFilter.WRONG, ALL).entries())
                .extracting(ScoreEntry::item)
                .containsExactly("2");
        assertThat(view.scores("m", ScoreFilter.FAILED, ALL).entries())
                .extracting(ScoreEntry::item)
                .containsExactly("3");
        assertThat(view.scores(null, ScoreFilter.UNPARSED, ALL).entries())
                .extracting(ScoreEntry::model)
                .containsExactly("n");
    }

    @Test
    void pagesOfListsSayHowMuchThereIs() {
        for (int item = 0; item < 100; item++) {
            add(view, score(String.format("%03d", item), "m", Status.ANSWERED, item % 4 == 0, 1), item);
        }

        ScorePage<ScoreEntry> page = view.scores("m", ScoreFilter.WRONG, new ScorePage.Range(70, 10));

        assertThat(page.total()).isEqualTo(75);
        assertThat(page.entries()).extracting(ScoreEntry::item).containsExactly("094", "095", "097", "098", "099");
        assertThat(view.of("007", null)).extracting(ScoreEntry::offset).containsExactly(7L);
        assertThat(view.anyOf("no such item")).isEmpty();
    }

    @Test
    void aDeletedRunLeavesNothingInTheIndex() {
        add(view, score("1", "m", Status.ANSWERED, true, 1), 0);
        RunView other = new RunView(index);
        add(other, score("2", "m", Status.ANSWERED, true, 1), 1);

        view.delete();

        assertThat(view.scores(null, ScoreFilter.ALL, ALL).entries()).isEmpty();
        assertThat(other.scores(null, ScoreFilter.ALL, ALL).entries()).hasSize(1);
    }

    @Test
    void aCurveHasAtMost200PointsAndEndsInThePresent() {
        for (int item = 0; item < 1234; item++) {
            add(view, score("i" + item, "m", Status.ANSWERED, item % 2 == 0, 1000 + item), item);
        }
        view.snapshot(snapshot(0, 1234, 0, Map.of(), 1000, 2233));

        List<Curve.Point> points = Curve.of(view).models().get(0).points();

        assertThat(points).hasSize(200);
        assertThat(points).extracting(Curve.Point::n).isSorted();
        assertThat(points.get(199).n()).isEqualTo(1234);
        assertThat(points.get(199).seconds()).isEqualTo(1.233);
        assertThat(points.get(199).accuracy()).isEqualTo(0.5);
        assertThat(points.get(199).anytimeLow()).isLessThan(points.get(199).low());
    }
}
