package dev.vlmstream.scoring.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vlmstream.schemas.RuleCount;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Status;
import dev.vlmstream.scoring.Events;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is made of a run's scores beside their sums. */
class RunAnalysesTest extends ViewOfARun {

    @Test
    void meanPerClassRecallHasASeededIntervalThatKeepsUpWithTheItems() {
        view.snapshot(snapshot(0, 2, 0, Map.of("cat", new RuleCount(2L, 2L, null)), 1000, 3000));
        ModelMetrics sure = RunMetrics.of(view).models().get(0);
        assertThat(sure.meanPerClassRecallLow()).isEqualTo(1);

        Map<String, RuleCount> classes =
                Map.of("cat", new RuleCount(20L, 15L, null), "dog", new RuleCount(30L, 6L, null));
        view.snapshot(snapshot(0, 50, 0, classes, 1000, 3000));
        ModelMetrics metrics = RunMetrics.of(view).models().get(0);
        assertThat(metrics.meanPerClassRecall())
                .isBetween(metrics.meanPerClassRecallLow(), metrics.meanPerClassRecallHigh());
        assertThat(metrics.meanPerClassRecallLow()).isCloseTo(0.475 - 1.96 * 0.061, within(0.02));
        assertThat(RunMetrics.of(view).models().get(0)).isEqualTo(metrics);
    }

    @Test
    void accuracyIsSetBesideTheCountsOfTheManifest() {
        assertThat(RunFrequency.of(view).models()).isEmpty();
        Map<String, RuleCount> classes = Map.of("cat", new RuleCount(4L, 4L, null), "dog", new RuleCount(4L, 1L, null));
        view.snapshot(snapshot(0, 8, 0, classes, 1000, 3000));
        var manifest = Events.manifest("r", "open-world", 4, "m", "silent");
        manifest.setFrequencies(Map.of("cat", 200L, "dog", 3L));
        view.manifest(manifest);

        RunFrequency frequency = RunFrequency.of(view);

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

        Reliability reliability = RunMetrics.of(view).models().get(0).reliability();

        assertThat(reliability.n()).isEqualTo(2);
        assertThat(reliability.expectedCalibrationError()).isCloseTo(0.3, within(1e-9));
        assertThat(reliability.brier()).isCloseTo((0.01 + 0.25) / 2, within(1e-9));
        assertThat(reliability.bins()).hasSize(15);
        assertThat(RunMetrics.of(view).models().get(1).reliability()).isNull();
    }

    @Test
    void pairsOfModelsAreComparedOnTheItemsThatBothAnswered() {
        for (int item = 0; item < 12; item++) {
            add(view, score("i" + item, "m", Status.ANSWERED, true, 1), item);
            add(view, score("i" + item, "silent", Status.ANSWERED, item < 2, 1), 100 + item);
        }
        add(view, score("alone", "m", Status.ANSWERED, true, 1), 50);

        PairedMetrics pair = view.pairs().get(0);

        assertThat(pair.n()).isEqualTo(12);
        assertThat(pair.onlyFirst()).isEqualTo(10);
        assertThat(pair.bothRight()).isEqualTo(2);
        // Exact McNemar: 2 · 2^-10.
        assertThat(pair.mcNemar()).isCloseTo(2 * Math.pow(2, -10), within(1e-12));
        assertThat(pair.adjusted()).isEqualTo(pair.mcNemar());
        assertThat(pair.anytimeLow()).isGreaterThan(0.5);
        assertThat(view.differing("m", "silent", ScoreFilter.ALL, ALL).entries())
                .hasSize(10);
        assertThat(differences(Difference.Kind.FIRST)).hasSize(10);
        assertThat(differences(Difference.Kind.SECOND)).isEmpty();
    }

    @Test
    void confusionsAreCountedAlsoForScoresReadBeforeTheManifest() {
        RunView early = new RunView(index);
        add(early, labelled("1", "cat", "I see a DOG."), 0);
        add(early, labelled("2", "cat", "something furry"), 1);
        early.manifest(Events.manifest("r", "open-world", 3, "m"));
        add(early, labelled("3", "cat", "a cat"), 2);

        assertThat(early.confusions("m", 10))
                .containsExactlyInAnyOrder(
                        new ConfusionRow("cat", "dog", 1, 3, "1"), new ConfusionRow("cat", null, 1, 3, "2"));
    }

    @Test
    void intervalsAreClusteredWhereImagesHaveSeveralQuestions() {
        for (int item = 0; item < 40; item++) {
            Score score = score("i" + item, "m", Status.ANSWERED, item / 4 % 2 == 0, 1);
            score.setImageSha256("image " + item / 4);
            add(view, score, item);
        }
        view.snapshot(snapshot(0, 40, 0, Map.of("cat", new RuleCount(40L, 20L, null)), 1, 2));

        ModelMetrics metrics = RunMetrics.of(view).models().get(0);

        // All four answers of an image are alike, so there are 10 observations rather than 40.
        assertThat(metrics.honest().designEffect()).isGreaterThan(3.5);
        assertThat(metrics.honest().clusteredLow())
                .isLessThan(metrics.rules().get("label-inclusion").low());
        assertThat(metrics.honest().anytimeLow())
                .isLessThan(metrics.rules().get("label-inclusion").low());
    }

    @Test
    void gradesAreComparedAndClusteredAsWhatTheyAre() {
        for (int item = 0; item < 6; item++) {
            add(view, graded("i" + item, "m", 0.3 + 0.1 * item), item);
            add(view, graded("i" + item, "silent", 0.3), 100 + item);
        }

        PairedMetrics pair = view.pairs().get(0);

        assertThat(pair.difference()).isCloseTo(0.25, within(1e-9));
        assertThat(pair.pairedT()).isNotNull();
        assertThat(pair.mcNemar()).isNull();
        assertThat(pair.onlyFirst()).isEqualTo(4);
        assertThat(view.clustered("m").clusters()).isEqualTo(3);
        assertThat(Curve.of(view).models().get(0).points().get(0).accuracy()).isCloseTo(0.55, within(1e-9));
    }

    private static Score graded(String item, String model, double grade) {
        Score score = score(item, model, Status.ANSWERED, grade >= 0.5, 1);
        score.setGrades(Map.of("label-inclusion", grade));
        score.setImageSha256("image " + item.charAt(1) / 2);
        return score;
    }

    private static Score labelled(String item, String label, String text) {
        Score score = score(item, "m", Status.ANSWERED, false, 1);
        score.setLabel(label);
        score.getPrediction().setText(text);
        return score;
    }

    @Test
    void classLikelihoodsAreCalibratedOverTheImagesSoFar() {
        view.manifest(Events.manifest("r", "class-likelihood", 2, "m"));
        // "cat" is likely whatever is shown; what the image adds speaks for the right class.
        add(view, likelihoods("1", "cat", -1, -5, -9), 0);
        add(view, likelihoods("2", "dog", -2, -3, -9), 1);

        Calibration calibration = RunMetrics.of(view).models().get(0).calibration();

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

    private List<Difference> differences(Difference.Kind kind) {
        return Difference.between(new Compared(view, "m"), new Compared(view, "silent"), kind, ALL)
                .entries();
    }
}
