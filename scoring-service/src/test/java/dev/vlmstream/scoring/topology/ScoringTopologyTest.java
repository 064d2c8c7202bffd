package dev.vlmstream.scoring.topology;

import static dev.vlmstream.scoring.Events.choice;
import static dev.vlmstream.scoring.Events.deadLetter;
import static dev.vlmstream.scoring.Events.manifest;
import static dev.vlmstream.scoring.Events.ranking;
import static dev.vlmstream.scoring.Events.reference;
import static dev.vlmstream.scoring.Events.refused;
import static dev.vlmstream.scoring.Events.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.MetricSnapshot;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.RuleCount;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Status;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.scoring.Events;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScoringTopologyTest {
    private static final Duration A_MOMENT = Duration.ofMillis(300);

    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void judgesAPredictionThatComesAfterItsReference() {
        bench.send(reference("r", "1", "cat")).send(text("r", "1", "m", "A black cat."));

        Score score = bench.onlyScore();
        assertThat(score.getStatus()).isEqualTo(Status.ANSWERED);
        assertThat(score.getLabel()).isEqualTo("cat");
        assertThat(score.getRules())
                .containsEntry("label-inclusion", true)
                .containsEntry("word-inclusion", true)
                .containsEntry("exact", false);
        assertThat(score.getPrimaryRule()).isEqualTo("label-inclusion");
        assertThat(score.getPrediction().getText()).isEqualTo("A black cat.");
        assertThat(score.getReferencePartition()).isZero();
        assertThat(score.getReferenceOffset()).isZero();
    }

    @Test
    void aPredictionWaitsForItsReference() {
        bench.send(text("r", "1", "m", "cat")).send(text("r", "1", "m2", "dog"));
        assertThat(bench.scores()).isEmpty();
        assertThat(bench.counters.waitingNow()).isEqualTo(2);

        bench.send(reference("r", "1", "cat"));

        assertThat(bench.scores()).extracting(Score::getModel).containsExactlyInAnyOrder("m", "m2");
        assertThat(bench.counters.waitingNow()).isZero();
    }

    @Test
    void theFirstPredictionWinsAndItsDuplicatesAreDropped() {
        bench.send(reference("r", "1", "cat"))
                .send(text("r", "1", "m", "cat"))
                .send(text("r", "1", "m", "dog"))
                .send(reference("r", "1", "dog"))
                .send(deadLetter("r", "1", "m", "too late"));

        assertThat(bench.onlyScore().getPrediction().getText()).isEqualTo("cat");
        assertThat(bench.counters.duplicatesTotal()).isEqualTo(3);
    }

    @Test
    void aDuplicateOfAPredictionThatWaitsIsDropped() {
        bench.send(text("r", "1", "m", "cat")).send(text("r", "1", "m", "dog")).send(reference("r", "1", "cat"));

        assertThat(bench.onlyScore().getPrediction().getText()).isEqualTo("cat");
    }

    @Test
    void aDeadLetterOfOneModelFailsTheItemForThatModelAlone() {
        bench.send(deadLetter("r", "1", "m", "out of memory"))
                .send(reference("r", "1", "cat"))
                .send(text("r", "1", "m2", "cat"))
                .pass(A_MOMENT);

        assertThat(bench.scores())
                .extracting(Score::getModel, Score::getStatus, Score::getReason)
                .containsExactly(tuple("m", Status.FAILED, "out of memory"), tuple("m2", Status.ANSWERED, null));
        MetricSnapshot failed = metricsOf("m");
        assertThat(failed.getFailed()).isEqualTo(1);
        assertThat(failed.getRules()).isEmpty();
    }

    @Test
    void aDeadLetterOfAnItemFailsItForEveryModelOfTheRunThatHasNotAnswered() {
        bench.manifests.put("r", manifest("r", "open-world", 1, "a", "b", "c"));
        bench.send(reference("r", "1", "cat"))
                .send(text("r", "1", "a", "cat"))
                .send(deadLetter("r", "1", null, "no image"));

        assertThat(bench.scores())
                .extracting(score -> score.getModel() + " " + score.getStatus())
                .containsExactly("a ANSWERED", "b FAILED", "c FAILED");
    }

    @Test
    void aDeadLetterOfAnItemWaitsForTheRunsManifest() {
        bench.send(deadLetter("r", "1", null, "no image")).pass(A_MOMENT);
        assertThat(bench.scores()).isEmpty();

        bench.manifests.put("r", manifest("r", "open-world", 1, "a", "b"));
        bench.pass(Duration.ofSeconds(1)).pass(A_MOMENT);

        assertThat(bench.scores()).extracting(Score::getModel).containsExactly("a", "b");
        assertThat(bench.metrics()).extracting(MetricSnapshot::getFailed).containsExactly(1L, 1L);
    }

    @Test
    void aPredictionThatWaitsFailsWithItsItem() {
        bench.manifests.put("r", manifest("r", "open-world", 1, "a"));
        bench.send(text("r", "1", "a", "cat"))
                .send(deadLetter("r", "1", null, "unknown label"))
                .send(reference("r", "1", "cat"));

        assertThat(bench.onlyScore().getStatus()).isEqualTo(Status.FAILED);
        assertThat(bench.counters.waitingNow()).isZero();
    }

    @Test
    void aDeadLetterWithoutARunIsCountedNowhere() {
        DeadLetter letter = deadLetter("r", "1", null, "what is this");
        letter.setRun(null);
        bench.send(letter).pass(A_MOMENT);

        assertThat(bench.scores()).isEmpty();
        assertThat(bench.metrics()).isEmpty();
    }

    @Test
    void failedRefusedAndUnparsedAreCountedApartFromWrong() {
        bench.send(choice("r", "1", "B", "ant", "bee"))
                .send(choice("r", "2", "A", "ant", "bee"))
                .send(choice("r", "3", "A", "ant", "bee"))
                .send(choice("r", "4", "A", "ant", "bee"))
                .send(choice("r", "5", "A", "ant", "bee"))
                .send(text("r", "1", "m", "multiple-choice", "B"))
                .send(text("r", "2", "m", "multiple-choice", "B"))
                .send(text("r", "3", "m", "multiple-choice", "Hm."))
                .send(refused("r", "4", "m"))
                .send(deadLetter("r", "5", "m", "broken"))
                .pass(A_MOMENT);

        MetricSnapshot metrics = metricsOf("m");
        assertThat(metrics.getAnswered()).isEqualTo(2);
        assertThat(metrics.getUnparsed()).isEqualTo(1);
        assertThat(metrics.getRefused()).isEqualTo(1);
        assertThat(metrics.getFailed()).isEqualTo(1);
        assertThat(metrics.getRules()).containsOnly(Map.entry("mcq", new RuleCount(3L, 1L, null)));
        assertThat(metrics.getClasses())
                .containsEntry("B", new RuleCount(1L, 1L, null))
                .containsEntry("A", new RuleCount(2L, 0L, null));
    }

    @Test
    void metricsAddUpToTheSumsOfThePartition() {
        for (int item = 0; item < 20; item++) {
            bench.send(reference("r", "i" + item, "cat"))
                    .send(ranking("r", "i" + item, "clip", item % 4 == 0 ? "cat" : "dog", "cat"));
        }
        bench.pass(A_MOMENT);

        MetricSnapshot metrics = metricsOf("clip");
        assertThat(metrics.getTask()).isEqualTo("zero-shot");
        assertThat(metrics.getModelDigest()).isEqualTo("digest-of-clip");
        assertThat(metrics.getPrimaryRule()).isEqualTo("top1");
        assertThat(metrics.getRules())
                .containsEntry("top1", new RuleCount(20L, 5L, null))
                .containsEntry("top5", new RuleCount(20L, 20L, null));
        assertThat(metrics.getClasses()).containsEntry("cat", new RuleCount(20L, 5L, null));
    }

    @Test
    void likelihoodsAreJudgedBySumAndByMean() {
        bench.send(reference("r", "1", "cat"))
                .send(Events.likelihoods("r", "1", "m", new float[] {-1, -2, -3}, "cat", "dog", "ant"));

        Score score = bench.onlyScore();
        assertThat(score.getReason()).isNull();
        assertThat(score.getRules()).containsEntry("likelihood-sum", true).containsEntry("likelihood-mean-top5", true);
        assertThat(score.getPrimaryRule()).isEqualTo("likelihood-sum");
    }

    @Test
    void costsOfAnswersAddUp() {
        Prediction first = text("r", "1", "m", "cat");
        first.setCost(0.000123);
        Prediction second = text("r", "2", "m", "cat");
        second.setCost(0.1);

        bench.send(reference("r", "1", "cat"))
                .send(reference("r", "2", "cat"))
                .send(first)
                .send(second);
        bench.pass(A_MOMENT);

        assertThat(metricsOf("m").getCost()).isEqualTo(0.100123);
    }

    @Test
    void metricsAreToldOnlyWhenTheyChanged() {
        bench.send(reference("r", "1", "cat")).send(text("r", "1", "m", "cat")).pass(A_MOMENT);
        assertThat(bench.metrics()).hasSize(1);

        bench.pass(A_MOMENT).send(text("r", "1", "m", "cat")).pass(A_MOMENT);

        assertThat(bench.metrics()).isEmpty();
    }

    @Test
    void bytesThatAreNoEventBecomeADeadLetterAndTheRestGoesOn() {
        bench.sendBytes(Topic.PREDICTIONS, "r/1", "{\"run\":\"r\"}".getBytes(StandardCharsets.UTF_8))
                .sendBytes(Topic.REFERENCES, "r/1", new byte[] {(byte) 0xc3, 1, 2, 3})
                .sendBytes(Topic.DEAD_LETTERS, "r/1", new byte[0])
                .send(reference("r", "1", "cat"))
                .send(text("r", "1", "m", "cat"));

        assertThat(bench.onlyScore().getStatus()).isEqualTo(Status.ANSWERED);
        assertThat(bench.counters.undecodableTotal()).isEqualTo(3);
        assertThat(bench.deadLetters()).hasSize(2).allSatisfy(letter -> {
            assertThat(letter.getRun()).isEqualTo("r");
            assertThat(letter.getService()).isEqualTo("scoring");
            assertThat(letter.getReason()).contains("single-object encoding");
        });
    }

    @Test
    void bytesInPlaceOfAReferenceFailTheItemAndThoseOfAnUnknownModelDoNot() {
        bench.manifests.put("r", manifest("r", "open-world", 1, "m", "twin"));
        bench.sendBytes(Topic.REFERENCES, "r/1", new byte[] {1})
                .sendBytes(Topic.PREDICTIONS, "r/2", new byte[] {1})
                .sendBytes(Topic.VERDICTS, "r/3", new byte[] {1});

        assertThat(bench.deadLetters())
                .extracting(DeadLetter::getRun, DeadLetter::getItemId, DeadLetter::getModel)
                .containsExactly(tuple("r", "1", null), tuple("r", null, null), tuple("r", null, null));
    }

    @Test
    void ofTheOnlyModelTheyAreItsFailureAtTheItem() {
        bench.manifests.put("r", manifest("r", "open-world", 1, "m"));
        bench.sendBytes(Topic.PREDICTIONS, "r/2", new byte[] {1});

        assertThat(bench.deadLetters())
                .extracting(DeadLetter::getRun, DeadLetter::getItemId, DeadLetter::getModel)
                .containsExactly(tuple("r", "2", "m"));
    }

    @Test
    void aReferenceThatCameSpeaksAgainstALetterAboutAnotherOne() {
        bench.manifests.put("r", manifest("r", "open-world", 1, "m"));
        DeadLetter letter = deadLetter("r", "1", null, "not a Reference");
        letter.setTopic(Topic.REFERENCES.topicName(Bench.PREFIX));

        bench.send(reference("r", "1", "cat")).send(letter).send(text("r", "1", "m", "cat"));

        assertThat(bench.onlyScore().getStatus()).isEqualTo(Status.ANSWERED);
    }

    @Test
    void aPredictionThatDoesNotFitItsTaskHasFailed() {
        bench.send(reference("r", "1", "cat"))
                .send(ranking("r", "1", "m", "cat"))
                .send(text("r", "1", "m2", "no-such-task", "cat"))
                .send(text("r", "1", "m3", "open-world", null));

        List<Score> scores = bench.scores();
        assertThat(scores).extracting(Score::getStatus).containsExactly(Status.ANSWERED, Status.FAILED, Status.FAILED);
        assertThat(scores.get(1).getReason()).contains("no-such-task");
    }

    @Test
    void aRunWithAnImpossibleNameIsADeadLetter() {
        bench.send(text("a/b", "1", "m", "cat"));

        assertThat(bench.deadLetters()).hasSize(1);
        assertThat(bench.counters.undecodableTotal()).isEqualTo(1);
    }

    private MetricSnapshot metricsOf(String model) {
        return bench.metrics().stream()
                .filter(metrics -> metrics.getModel().equals(model))
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }
}
