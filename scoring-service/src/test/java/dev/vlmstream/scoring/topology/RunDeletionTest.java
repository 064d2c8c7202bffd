package dev.vlmstream.scoring.topology;

import static dev.vlmstream.scoring.Events.deadLetter;
import static dev.vlmstream.scoring.Events.reference;
import static dev.vlmstream.scoring.Events.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.schemas.Score;
import dev.vlmstream.scoring.ledger.ScoringCounters.Event;
import org.junit.jupiter.api.Test;

class RunDeletionTest extends OnTheBench {
    @Test
    void forgetsTheRunAndNothingElse() {
        for (String run : new String[] {"gone", "gone2", "kept"}) {
            bench.send(reference(run, "1", "cat"))
                    .send(text(run, "1", "m", "cat"))
                    .send(text(run, "2", "m", "it waits"))
                    .send(deadLetter(run, "3", null, "fails, as soon as the manifest is there"));
        }
        bench.pass(A_MOMENT);
        assertThat(bench.metricValues()).containsKeys("gone/m/0", "gone2/m/0", "kept/m/0");

        bench.delete("gone").pass(A_MOMENT);

        assertThat(bench.metricValues()).containsOnlyKeys("gone/m/0").containsEntry("gone/m/0", null);
        assertThat(bench.stateKeys()).noneMatch(key -> key.startsWith("gone/"));
        assertThat(bench.stateKeys())
                .anyMatch(key -> key.startsWith("gone2/"))
                .anyMatch(key -> key.startsWith("kept/"));
        assertThat(bench.counters.waitingNow()).isEqualTo(2);
        bench.scores();
        bench.send(reference("kept", "2", "waits"));
        assertThat(bench.onlyScore().getRules()).containsEntry("label-inclusion", true);
    }

    @Test
    void whatComesLateOfADeletedRunIsDropped() {
        bench.send(reference("gone", "1", "cat")).delete("gone");
        bench.send(text("gone", "1", "m", "cat"))
                .send(reference("gone", "2", "cat"))
                .send(deadLetter("gone", "2", "m", "late"))
                .delete("gone")
                .pass(A_MOMENT);

        assertThat(bench.scores()).isEmpty();
        assertThat(bench.metricValues()).isEmpty();
        assertThat(bench.counters.total(Event.OF_DELETED_RUN)).isEqualTo(3);
        assertThat(bench.deadLetters()).isEmpty();
    }

    @Test
    void aMetricThatIsDueWhenItsRunIsDeletedIsNotPublished() {
        bench.send(reference("gone", "1", "cat"))
                .send(text("gone", "1", "m", "cat"))
                .delete("gone")
                .pass(A_MOMENT);

        assertThat(bench.scores()).extracting(Score::getRun).containsExactly("gone");
        assertThat(bench.metricValues()).containsOnlyKeys("gone/m/0").containsEntry("gone/m/0", null);
    }
}
