package dev.vlmstream.scoring.comparisons;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.rest.metrics.GapTable;
import dev.vlmstream.rest.metrics.GapTable.GapRow;
import dev.vlmstream.schemas.MetricSnapshot;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Status;
import dev.vlmstream.scoring.Events;
import dev.vlmstream.scoring.index.ScoreIndex;
import dev.vlmstream.scoring.runs.RunView;
import dev.vlmstream.scoring.runs.ScoreFacts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GapComparisonTest {
    private static final int ITEMS = 10;
    private static ScoreIndex index;

    @BeforeEach
    void open(@TempDir Path directory) {
        index = ScoreIndex.open(directory);
    }

    @AfterEach
    void close() {
        index.close();
    }

    private static RunView run(String run, String task, String... models) {
        return run(Events.manifest(run, task, ITEMS, models));
    }

    private static RunView run(RunManifest manifest) {
        RunView view = new RunView(index);
        view.manifest(manifest);
        return view;
    }

    private static void answers(RunView view, String model, String task, IntPredicate right) {
        for (int item = 0; item < ITEMS; item++) {
            view.score(ScoreFacts.of(score(view, model, "i" + item, right.test(item), Map.of())), 0, item, 0);
        }
        snapshot(view, model, task);
    }

    private static void snapshot(RunView view, String model, String task) {
        view.snapshot(MetricSnapshot.newBuilder()
                .setRun(view.manifest().orElseThrow().getRun())
                .setModel(model)
                .setModelDigest("digest")
                .setTask(task)
                .setPartition(0)
                .setAnswered(ITEMS)
                .setUnparsed(0)
                .setRefused(0)
                .setFailed(0)
                .setRules(Map.of())
                .setPrimaryRule("rule")
                .setFirstAt(1)
                .setLastAt(2)
                .setUpdatedAt(2)
                .build());
    }

    private static Score score(RunView view, String model, String item, boolean right, Map<String, Boolean> more) {
        Map<String, Boolean> rules = new java.util.HashMap<>(more);
        rules.put("rule", right);
        String run = view.manifest().orElseThrow().getRun();
        return Score.newBuilder()
                .setRun(run)
                .setItemId(item)
                .setModel(model)
                .setStatus(Status.ANSWERED)
                .setTask("any")
                .setPrimaryRule("rule")
                .setRules(rules)
                .setLabel("cat")
                .setQuestion("?")
                .setPrediction(Events.ranking(run, item, model, "cat"))
                .setScoredAt(1)
                .build();
    }

    private static RunView openWorld() {
        RunView open = run("open", "open-world", "vlm", "clip");
        answers(open, "vlm", "open-world", item -> item < 1);
        answers(open, "clip", "zero-shot", item -> item < 7);
        return open;
    }

    @Test
    void modelsThatOnlySeeComeFirstAndAllOthersAreComparedWithTheDualEncoder() {
        GapTable gap = GapComparison.of(List.of(openWorld()), false);

        assertThat(gap.referenceModel()).isEqualTo("clip");
        assertThat(gap.rows()).extracting(GapRow::setting).containsExactly("zero shot", "open world");
        assertThat(gap.rows().get(0).paired()).isNull();
        assertThat(gap.rows().get(1).paired().difference()).isEqualTo(-0.6);
        assertThat(gap.rows().get(1).paired().onlySecond()).isEqualTo(6);
    }

    @Test
    void whereLabelsAreOfferedTheRowIsComparedWithTheEncoderThatChoseAmongTheSame() {
        RunView closed = run(RunManifest.newBuilder(Events.manifest("closed", "closed-world", ITEMS, "vlm", "clip"))
                .setLabels(2)
                .build());
        answers(closed, "vlm", "closed-world", item -> item < 5);
        answers(closed, "clip", "zero-shot", item -> true);

        GapTable gap = GapComparison.of(List.of(closed, openWorld()), false);

        GapRow row = gap.rows().stream()
                .filter(one -> one.setting().equals("closed world, 2 labels"))
                .findFirst()
                .orElseThrow();
        assertThat(gap.referenceRun()).isEqualTo("open");
        assertThat(row.againstRun()).isEqualTo("closed");
        assertThat(row.paired().difference()).isEqualTo(-0.5);
        GapRow open = gap.rows().stream()
                .filter(one -> one.setting().equals("open world"))
                .findFirst()
                .orElseThrow();
        // Six to none is the smaller p of two.
        assertThat(open.paired().mcNemar()).isEqualTo(2 / 64.0);
        assertThat(open.paired().adjusted()).isEqualTo(4 / 64.0);
    }

    private static RunView closedWorld(String run, Integer labels, String... models) {
        return run(RunManifest.newBuilder(Events.manifest(run, "closed-world", ITEMS, models))
                .setLabels(labels)
                .build());
    }

    private static GapRow row(GapTable gap, String run, String model) {
        return gap.rows().stream()
                .filter(one -> one.run().equals(run) && one.model().equals(model))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whereAllClassesAreOfferedTheEncoderOfTheRunIsTheReference() {
        RunView first = closedWorld("first", null, "vlm", "clip");
        answers(first, "vlm", "closed-world", item -> item < 5);
        answers(first, "clip", "zero-shot", item -> true);

        GapTable gap = GapComparison.of(List.of(first), false);

        assertThat(gap.referenceModel()).isEqualTo("clip");
        assertThat(row(gap, "first", "vlm").paired().difference()).isEqualTo(-0.5);
        assertThat(row(gap, "first", "vlm").paired().unlike()).isNull();
        assertThat(row(gap, "first", "vlm").paired().mcNemar()).isEqualTo(2 / 32.0);
        assertThat(row(gap, "first", "clip").paired()).isNull();
    }

    @Test
    void soItIsWhereFewerAreOfferedAndNoneChoseFromAll() {
        RunView few = closedWorld("few", 2, "vlm", "clip");
        answers(few, "vlm", "closed-world", item -> item < 5);
        answers(few, "clip", "zero-shot", item -> true);

        GapTable gap = GapComparison.of(List.of(few), false);

        assertThat(gap.referenceRun()).isEqualTo("few");
        assertThat(row(gap, "few", "vlm").paired().mcNemar()).isNotNull();
    }

    @Test
    void anEncoderThatChoseFromTheSameInAnotherRunIsFairerThanOneThatDidNot() {
        RunView vlm = closedWorld("vlm-2", 2, "vlm");
        answers(vlm, "vlm", "closed-world", item -> item < 5);
        RunView clip = closedWorld("clip-2", 2, "clip");
        answers(clip, "clip", "zero-shot", item -> item < 9);

        GapTable gap = GapComparison.of(List.of(openWorld(), vlm, clip), false);

        assertThat(row(gap, "vlm-2", "vlm").againstRun()).isEqualTo("clip-2");
        assertThat(row(gap, "vlm-2", "vlm").paired().difference()).isEqualTo(-0.4);
    }

    @Test
    void whereNoneDidTheRowSaysSoAndHasNoPUnlessAsked() {
        RunView vlm = closedWorld("vlm-2", 2, "vlm");
        answers(vlm, "vlm", "closed-world", item -> item < 5);
        List<RunView> runs = List.of(openWorld(), vlm);

        GapRow unlike = row(GapComparison.of(runs, false), "vlm-2", "vlm");
        assertThat(unlike.paired().unlike()).isEqualTo("not the same choice: 2 of 3 against all");
        assertThat(unlike.paired().difference()).isEqualTo(-0.2);
        assertThat(unlike.paired().p()).isNull();
        assertThat(unlike.paired().adjusted()).isNull();
        assertThat(unlike.paired().itemsNeeded()).isNull();

        GapRow asked = row(GapComparison.of(runs, true), "vlm-2", "vlm");
        assertThat(asked.paired().unlike()).isNotNull();
        assertThat(asked.paired().p()).isEqualTo(0.5);
        assertThat(asked.paired().adjusted()).isNotNull();
    }

    @Test
    void aProbeStandsWithTheModelWhoseFeaturesItReads() {
        RunView probes = run(RunManifest.newBuilder(
                        Events.manifest("p", "supervised", ITEMS, "vlm/probe-last", "vlm/mlp-probe-last-best-epoch"))
                .setTags(Map.of("probe-of", "open"))
                .build());
        answers(probes, "vlm/probe-last", "supervised", item -> item < 6);
        answers(probes, "vlm/mlp-probe-last-best-epoch", "supervised", item -> item < 8);

        List<GapRow> rows =
                GapComparison.of(List.of(openWorld(), probes), false).rows();

        assertThat(rows).extracting(GapRow::base).containsExactly("clip", "vlm", "vlm", "vlm");
        assertThat(rows.get(2).setting()).isEqualTo("linear probe, last, epoch chosen on other items");
        assertThat(rows.get(2).optimistic()).isFalse();
        assertThat(rows.get(3).setting()).isEqualTo("MLP probe, last, best epoch of these items");
        assertThat(rows.get(3).optimistic()).isTrue();
        assertThat(rows.get(3).againstRun()).isEqualTo("open");
    }

    @Test
    void aLikelihoodIsShownBySumMeanAndCalibratedHonestlyAndNot() {
        RunView view = run("l", "class-likelihood", "vlm");
        for (int item = 0; item < ITEMS; item++) {
            // The first class is likely whatever is seen, so that calibration finds what the sum does not.
            float[] sums = item % 2 == 0 ? new float[] {-1, -9, -9} : new float[] {-2, -4, -9};
            Score score = score(view, "vlm", "i" + item, item % 2 == 0, Map.of("likelihood-mean", item == 0));
            score.setLabel(item % 2 == 0 ? "cat" : "dog");
            Prediction prediction = Events.likelihoods("l", "i" + item, "vlm", sums, "cat");
            score.setPrediction(prediction);
            view.score(ScoreFacts.of(score), 0, item, 0);
        }
        snapshot(view, "vlm", "class-likelihood");

        GapTable gap = GapComparison.of(List.of(view), false);

        assertThat(gap.referenceModel()).isNull();
        assertThat(gap.rows()).extracting(GapRow::correct).containsExactly(5L, 1L, 10L, 10L);
        assertThat(gap.rows()).extracting(GapRow::optimistic).containsExactly(false, false, false, true);
        assertThat(gap.rows()).extracting(GapRow::primary).containsExactly(true, false, false, false);
        assertThat(gap.rows()).allSatisfy(row -> assertThat(row.paired()).isNull());
    }
}
