package dev.vlmstream.scoring.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.rest.metrics.Curve;
import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.schemas.RuleCount;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.Status;
import dev.vlmstream.scoring.Events;
import dev.vlmstream.scoring.comparisons.Pairs;
import dev.vlmstream.scoring.runs.ViewOfARun;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sums of a run, and when it is complete. */
class MeasuredRunTest extends ViewOfARun {
    @Test
    void metricsAreTheSumsOverThePartitions() {
        view.snapshot(snapshot(0, 3, 1, Map.of("cat", new RuleCount(3L, 3L, null)), 1000, 3000));
        view.snapshot(snapshot(1, 1, 0, Map.of("dog", new RuleCount(1L, 0L, null)), 2000, 5000));
        view.snapshot(snapshot(1, 2, 0, Map.of("dog", new RuleCount(2L, 0L, null)), 2000, 5000));

        ModelMetrics metrics = MeasuredRun.of(view).models().get(0);

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
        ModelMetrics silent = MeasuredRun.of(view).models().get(1);

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
        assertThat(MeasuredRun.of(view).complete()).isFalse();

        add(view, score("2", "m", Status.ANSWERED, true, 2000), 1);

        assertThat(MeasuredRun.of(view).complete()).isTrue();
    }

    @Test
    void whileItGoesOnTheIntervalHoldsAtAnyTimeAndAtTheEndForItsItems() {
        view.manifest(Events.manifest("r", "open-world", 4, "m"));
        view.snapshot(snapshot(0, 3, 0, Map.of("cat", new RuleCount(3L, 2L, null)), 1000, 2000));
        ModelMetrics running = MeasuredRun.of(view).models().get(0);
        assertThat(running.shown().orElseThrow().interval()).isEqualTo("any-time");
        assertThat(running.shown().orElseThrow().low())
                .isEqualTo(running.honest().anytimeLow());

        view.snapshot(snapshot(0, 4, 0, Map.of("cat", new RuleCount(4L, 2L, null)), 1000, 2000));
        for (int item = 0; item < 4; item++) {
            add(view, score("i" + item, "m", Status.ANSWERED, item < 2, 1000), item);
        }
        ModelMetrics complete = MeasuredRun.of(view).models().get(0);
        assertThat(complete.shown().orElseThrow().interval()).isEqualTo("fixed-n");
        assertThat(complete.shown().orElseThrow().low())
                .isEqualTo(complete.primary().orElseThrow().low());
    }

    @Test
    void aProbeAtTheBestEpochOfItsItemsIsTooHigh() {
        RunManifest probes = Events.manifest("r", "supervised", 4, "m/probe-last", "m/probe-last-best-epoch");
        probes.setTags(Map.of("probe-of", "open"));
        view.manifest(probes);

        List<ModelMetrics> models = MeasuredRun.of(view).models();

        assertThat(models).extracting(ModelMetrics::optimistic).containsExactly(false, true);
        assertThat(models.get(1).title()).isEqualTo("m/probe-last-best-epoch (too high: chosen on these items)");
        assertThat(Pairs.of(view).get(0).optimistic()).containsExactly("m/probe-last-best-epoch");
    }

    @Test
    void aRunOfWhichMoreIsCountedThanItsManifestSaysIsNeverComplete() {
        view.manifest(Events.manifest("r", "open-world", 2, "m"));
        view.snapshot(snapshot(0, 2, 1, Map.of(), 1000, 2000));
        for (int item = 0; item < 3; item++) {
            add(view, score("i" + item, "m", Status.ANSWERED, true, 1000), item);
        }

        assertThat(MeasuredRun.of(view).complete()).isFalse();
        assertThat(MeasuredRun.of(view).problem()).isEqualTo("3 of 2 items: more than the manifest says");
    }

    @ParameterizedTest
    @ValueSource(longs = {-5, 0})
    void aCountOfItemsThatCannotBeCompletesNoRun(long items) {
        view.manifest(Events.manifest("r", "open-world", items, "m"));

        assertThat(MeasuredRun.of(view).complete()).isFalse();
        assertThat(MeasuredRun.of(view).problem())
                .isEqualTo("its manifest says " + items + " items: a run has at least one");
    }

    @Test
    void aRunThatNamesNoModelsIsNotCompleteWithoutAnAnswer() {
        view.manifest(Events.manifest("r", "open-world", 2));

        assertThat(MeasuredRun.of(view).complete()).isFalse();
        assertThat(MeasuredRun.of(view).problem()).isEqualTo("its manifest names no models");
    }

    @Test
    void modelsThatTheRunDoesNotNameAreNotWaitedFor() {
        view.manifest(Events.manifest("r", "open-world", 1, "other"));
        view.snapshot(snapshot(0, 4, 0, Map.of(), 1000, 2000));

        assertThat(MeasuredRun.of(view).complete()).isFalse();
        assertThat(MeasuredRun.of(view).problem()).isNull();
    }

    @Test
    void aCurveHasAtMost200PointsAndEndsInThePresent() {
        for (int item = 0; item < 1234; item++) {
            add(view, score("i" + item, "m", Status.ANSWERED, item % 2 == 0, 1000 + item), item);
        }
        view.snapshot(snapshot(0, 1234, 0, Map.of(), 1000, 2233));

        List<Curve.Point> points = Curves.of(view).models().get(0).points();

        assertThat(points).hasSize(200);
        assertThat(points).extracting(Curve.Point::n).isSorted();
        assertThat(points.get(199).n()).isEqualTo(1234);
        assertThat(points.get(199).seconds()).isEqualTo(1.233);
        assertThat(points.get(199).accuracy()).isEqualTo(0.5);
        assertThat(points.get(199).anytimeLow()).isLessThan(points.get(199).low());
    }
}
