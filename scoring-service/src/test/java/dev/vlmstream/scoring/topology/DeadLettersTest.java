package dev.vlmstream.scoring.topology;

import static dev.vlmstream.scoring.Events.deadLetter;
import static dev.vlmstream.scoring.Events.manifest;
import static dev.vlmstream.scoring.Events.reference;
import static dev.vlmstream.scoring.Events.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.MetricSnapshot;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Status;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.scoring.ledger.ScoringCounters.Event;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Dead letters in, and those that the topology writes. */
class DeadLettersTest extends OnTheBench {
    @Test
    void aDeadLetterOfOneModelFailsTheItemForThatModelAlone() {
        bench.manifests.put("r", manifest("r", "open-world", 1, "m", "m2"));
        bench.send(deadLetter("r", "1", "m", "out of memory"))
                .send(reference("r", "1", "cat"))
                .send(text("r", "1", "m2", "cat"))
                .pass(A_MOMENT);

        assertThat(bench.scores())
                .extracting(Score::getModel, Score::getStatus, Score::getReason)
                .containsExactly(tuple("m", Status.FAILED, "out of memory"), tuple("m2", Status.ANSWERED, null));
        MetricSnapshot failed = bench.metricsOf("m");
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
    void failuresOfModelsThatTheRunDoesNotNameAreNobodys() {
        bench.send(deadLetter("r", "early", "another", "no model"))
                .send(deadLetter("r", "1", "m", "out of memory"))
                .pass(A_MOMENT);
        bench.manifests.put("r", manifest("r", "open-world", 1, "m"));
        for (int item = 0; item < 200; item++) {
            bench.send(deadLetter("r", "i" + item, "another", "no model"));
        }
        bench.pass(Duration.ofSeconds(1)).pass(A_MOMENT);

        assertThat(bench.scores()).extracting(Score::getModel).containsExactly("m");
        assertThat(bench.metrics()).extracting(MetricSnapshot::getModel).containsExactly("m");
        assertThat(bench.counters.total(Event.OF_OTHER_MODEL)).isEqualTo(201);
        assertThat(bench.stateKeys()).noneMatch(key -> key.contains("another"));
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
    void bytesThatAreNoEventBecomeADeadLetterAndTheRestGoesOn() {
        bench.sendBytes(Topic.PREDICTIONS, "r/1", "{\"run\":\"r\"}".getBytes(StandardCharsets.UTF_8))
                .sendBytes(Topic.REFERENCES, "r/1", new byte[] {(byte) 0xc3, 1, 2, 3})
                .sendBytes(Topic.DEAD_LETTERS, "r/1", new byte[0])
                .send(reference("r", "1", "cat"))
                .send(text("r", "1", "m", "cat"));

        assertThat(bench.onlyScore().getStatus()).isEqualTo(Status.ANSWERED);
        assertThat(bench.counters.total(Event.UNDECODABLE)).isEqualTo(3);
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
    void aRunWithAnImpossibleNameIsADeadLetter() {
        bench.send(text("a/b", "1", "m", "cat"));

        assertThat(bench.deadLetters()).hasSize(1);
        assertThat(bench.counters.total(Event.UNDECODABLE)).isEqualTo(1);
    }
}
