package dev.vlmstream.scoring.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.ModelMetrics.LikelihoodCalibration;
import dev.vlmstream.rest.metrics.ModelMetrics.Reliability;
import dev.vlmstream.rest.metrics.RunFrequency;
import dev.vlmstream.rest.metrics.RunFrequency.FrequencyMetrics;
import dev.vlmstream.schemas.RuleCount;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Status;
import dev.vlmstream.scoring.Events;
import dev.vlmstream.scoring.runs.ViewOfARun;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is made of a run's scores beside their sums. */
class RunAnalysesTest extends ViewOfARun {
    @Test
    void meanPerClassRecallHasAnIntervalThatKnowsHowFewItemsThereAre() {
        view.snapshot(snapshot(0, 2, 0, Map.of("cat", new RuleCount(2L, 2L, null)), 1000, 3000));
        ModelMetrics few = MeasuredRun.of(view).models().get(0);
        assertThat(few.meanPerClassRecall()).isEqualTo(1);
        assertThat(few.meanPerClassRecallLow()).isLessThan(0.1);

        Map<String, RuleCount> classes =
                Map.of("cat", new RuleCount(20L, 15L, null), "dog", new RuleCount(30L, 6L, null));
        view.snapshot(snapshot(0, 50, 0, classes, 1000, 3000));
        ModelMetrics metrics = MeasuredRun.of(view).models().get(0);
        assertThat(metrics.meanPerClassRecall())
                .isBetween(metrics.meanPerClassRecallLow(), metrics.meanPerClassRecallHigh());
        assertThat(metrics.meanPerClassRecallLow()).isCloseTo(0.475 - 1.96 * 0.061, within(0.02));
        assertThat(MeasuredRun.of(view).models().get(0)).isEqualTo(metrics);
    }

    @Test
    void accuracyIsSetBesideTheCountsOfTheManifest() {
        assertThat(Frequencies.of(view).models()).isEmpty();
        Map<String, RuleCount> classes = Map.of("cat", new RuleCount(4L, 4L, null), "dog", new RuleCount(4L, 1L, null));
        view.snapshot(snapshot(0, 8, 0, classes, 1000, 3000));
        var manifest = Events.manifest("r", "open-world", 4, "m", "silent");
        manifest.setFrequencies(Map.of("cat", 200L, "dog", 3L));
        view.manifest(manifest);

        RunFrequency frequency = Frequencies.of(view);

        assertThat(frequency.names()).containsExactlyInAnyOrder("cat", "dog");
        FrequencyMetrics m = frequency.models().get(0);
        assertThat(m.classes()).isEqualTo(2);
        assertThat(m.spearman().value()).isCloseTo(1, within(1e-12));
        assertThat(m.bins().get(0).accuracy()).isEqualTo(0.25);
        assertThat(m.bins().get(1).accuracy()).isNull();
        assertThat(frequency.models().get(1).spearman().value()).isNull();
    }

    @Test
    void whereAnswersHaveProbabilitiesTheyAreComparedWithWhatIsRight() {
        Score sure = score("1", "m", Status.ANSWERED, true, 1);
        sure.getPrediction().setConfidence(0.9);
        Score unsure = score("2", "m", Status.ANSWERED, false, 1);
        unsure.getPrediction().setConfidence(0.5);
        add(view, sure, 0);
        add(view, unsure, 1);
        add(view, score("3", "m", Status.ANSWERED, true, 1), 2);

        Reliability reliability = MeasuredRun.of(view).models().get(0).reliability();

        assertThat(reliability.n()).isEqualTo(2);
        assertThat(reliability.expectedCalibrationError()).isCloseTo(0.3, within(1e-9));
        assertThat(reliability.brier()).isCloseTo((0.01 + 0.25) / 2, within(1e-9));
        assertThat(reliability.bins()).hasSize(15);
        assertThat(MeasuredRun.of(view).models().get(1).reliability()).isNull();
    }

    @Test
    void intervalsAreClusteredWhereImagesHaveSeveralQuestions() {
        for (int item = 0; item < 40; item++) {
            Score score = score("i" + item, "m", Status.ANSWERED, item / 4 % 2 == 0, 1);
            score.setImageSha256("image " + item / 4);
            add(view, score, item);
        }
        view.snapshot(snapshot(0, 40, 0, Map.of("cat", new RuleCount(40L, 20L, null)), 1, 2));

        ModelMetrics metrics = MeasuredRun.of(view).models().get(0);

        // All four answers of an image are alike, so there are 10 observations rather than 40.
        assertThat(metrics.honest().designEffect()).isGreaterThan(3.5);
        assertThat(metrics.honest().clusteredLow())
                .isLessThan(metrics.rules().get("label-inclusion").low());
        assertThat(metrics.honest().anytimeLow())
                .isLessThan(metrics.rules().get("label-inclusion").low());
    }

    @Test
    void classLikelihoodsAreCalibratedOverTheImagesSoFar() {
        view.manifest(Events.manifest("r", "class-likelihood", 2, "m"));
        // "cat" is likely whatever is shown; what the image adds speaks for the right class.
        add(view, likelihoods("1", "cat", -1, -5, -9), 0);
        add(view, likelihoods("2", "dog", -2, -3, -9), 1);

        LikelihoodCalibration calibration = MeasuredRun.of(view).models().get(0).calibration();

        assertThat(calibration.sweep().get(1).top1().correct()).isEqualTo(1);
        assertThat(calibration.bestAlpha()).isEqualTo(2);
        assertThat(calibration.best().correct()).isEqualTo(2);
        assertThat(calibration.best().n()).isEqualTo(2);
        assertThat(calibration.sweep()).hasSize(9);
    }

    private static Score likelihoods(String item, String label, float... sums) {
        Score score = score(item, "m", Status.ANSWERED, true, 1);
        score.setLabel(label);
        score.setPrediction(Events.likelihoods("r", item, "m", sums, "cat"));
        return score;
    }
}
