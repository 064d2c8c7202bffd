package dev.vlmstream.scoring.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vlmstream.evaluation.statistics.PairedCounts;
import dev.vlmstream.schemas.MetricSnapshot;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.RuleCount;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Status;
import dev.vlmstream.schemas.VerdictCount;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.scoring.Events;
import dev.vlmstream.scoring.index.ScoreIndex;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunViewTest {
    private static final ScoreFactsReader FACTS = new ScoreFactsReader();
    private static final ScorePage.Range ALL = new ScorePage.Range(0, 1000);

    @TempDir
    private Path directory;

    private ScoreIndex index;
    private RunView view;

    @BeforeEach
    void open() {
        index = ScoreIndex.open(directory);
        view = new RunView(index);
        view.manifest(Events.manifest("r", "open-world", 4, "m", "silent"));
    }

    @AfterEach
    void close() {
        index.close();
    }

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

    /** By way of the bytes, as the feed does. */
    private static void add(RunView to, Score score, long offset) {
        to.score(FACTS.read(Wire.of(Score.class).encode(score)), 0, offset);
    }

    private static MetricSnapshot snapshot(
            int partition, long answered, long failed, Map<String, RuleCount> classes, long first, long last) {
        long correct =
                classes.values().stream().mapToLong(RuleCount::getCorrect).sum();
        return MetricSnapshot.newBuilder()
                .setRun("r")
                .setModel("m")
                .setModelDigest("d")
                .setTask("open-world")
                .setPartition(partition)
                .setAnswered(answered)
                .setUnparsed(0)
                .setRefused(0)
                .setFailed(failed)
                .setRules(Map.of("label-inclusion", new RuleCount(answered, correct, null)))
                .setPrimaryRule("label-inclusion")
                .setClasses(classes)
                .setFirstAt(first)
                .setLastAt(last)
                .setUpdatedAt(1)
                .build();
    }

    private static Score score(String item, String model, Status status, boolean right, long at) {
        Prediction prediction = Events.text("r", item, model, "cat");
        prediction.setPredictedAt(at);
        return Score.newBuilder()
                .setRun("r")
                .setItemId(item)
                .setModel(model)
                .setTask("open-world")
                .setStatus(status)
                .setRules(Map.of("label-inclusion", right))
                .setPrimaryRule("label-inclusion")
                .setPrediction(at == 0 ? null : prediction)
                .setScoredAt(at)
                .build();
    }
}
