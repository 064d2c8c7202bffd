package dev.vlmstream.scoring.topology;

import static dev.vlmstream.scoring.Events.deadLetter;
import static dev.vlmstream.scoring.Events.manifest;
import static dev.vlmstream.scoring.Events.ranking;
import static dev.vlmstream.scoring.Events.reference;
import static dev.vlmstream.scoring.Events.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Status;
import dev.vlmstream.scoring.Events;
import dev.vlmstream.scoring.ledger.ScoringCounters.Event;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Predictions and references are joined and judged. */
class ScoringTopologyTest extends OnTheBench {
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
        bench.manifests.put("r", manifest("r", "open-world", 1, "m"));
        bench.send(reference("r", "1", "cat"))
                .send(text("r", "1", "m", "cat"))
                .send(text("r", "1", "m", "dog"))
                .send(reference("r", "1", "dog"))
                .send(deadLetter("r", "1", "m", "too late"));

        assertThat(bench.onlyScore().getPrediction().getText()).isEqualTo("cat");
        assertThat(bench.counters.total(Event.DUPLICATE)).isEqualTo(3);
    }

    @Test
    void aDuplicateOfAPredictionThatWaitsIsDropped() {
        bench.send(text("r", "1", "m", "cat")).send(text("r", "1", "m", "dog")).send(reference("r", "1", "cat"));

        assertThat(bench.onlyScore().getPrediction().getText()).isEqualTo("cat");
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
    void aPredictionThatDoesNotFitItsTaskHasFailed() {
        bench.send(reference("r", "1", "cat"))
                .send(ranking("r", "1", "m", "cat"))
                .send(text("r", "1", "m2", "no-such-task", "cat"))
                .send(text("r", "1", "m3", "open-world", null));

        List<Score> scores = bench.scores();
        assertThat(scores).extracting(Score::getStatus).containsExactly(Status.ANSWERED, Status.FAILED, Status.FAILED);
        assertThat(scores.get(1).getReason()).contains("no-such-task");
    }
}
