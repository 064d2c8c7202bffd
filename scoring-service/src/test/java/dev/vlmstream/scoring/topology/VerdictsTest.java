package dev.vlmstream.scoring.topology;

import static dev.vlmstream.scoring.Events.reference;
import static dev.vlmstream.scoring.Events.text;
import static dev.vlmstream.scoring.Events.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.schemas.MetricSnapshot;
import dev.vlmstream.schemas.RuleCount;
import dev.vlmstream.schemas.Verdict;
import dev.vlmstream.schemas.VerdictCount;
import dev.vlmstream.schemas.VerdictStatus;
import dev.vlmstream.scoring.ledger.ScoringCounters.Event;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Judges' verdicts, as the topology counts them. */
class VerdictsTest extends OnTheBench {
    private MetricSnapshot newest() {
        List<MetricSnapshot> all = bench.pass(A_MOMENT).metrics();
        return all.get(all.size() - 1);
    }

    @Test
    void eachVerdictCountsOnceHoweverOftenItIsSent() {
        bench.send(reference("r", "1", "cat")).send(text("r", "1", "m", "A pet."));
        bench.send(verdict("r", "1", "m", "semantic", true, 0.7))
                .send(verdict("r", "1", "m", "semantic", false, 0.1))
                .send(verdict("r", "1", "m", "concept", false, -0.25))
                .send(verdict("r", "2", "m", "semantic", false, 0.25))
                .send(verdict("r", "1", "m2", "semantic", true, 0.9));

        MetricSnapshot snapshot = newest();

        assertThat(snapshot.getRules())
                .containsEntry("semantic", new RuleCount(2L, 1L, null))
                .containsEntry("concept", new RuleCount(1L, 0L, null))
                .containsEntry("label-inclusion", new RuleCount(1L, 0L, null));
        assertThat(snapshot.getVerdicts())
                .isEqualTo(Map.of(
                        "semantic", new VerdictCount(2L, 0L, 0L, 0L, 950_000_000L, 0L, 0L, 0.0),
                        "concept", new VerdictCount(1L, 0L, 0L, 0L, -250_000_000L, 0L, 0L, 0.0)));
        assertThat(bench.counters.total(Event.DUPLICATE)).isEqualTo(1);
        assertThat(bench.scores()).as("a verdict is no score").hasSize(1);
    }

    @Test
    void verdictsThatWereNotGivenStandApart() {
        bench.send(reference("r", "1", "cat")).send(text("r", "1", "m", "A pet."));
        Verdict refused = verdict("r", "2", "m", "llm-judge", null, null);
        refused.setStatus(VerdictStatus.REFUSED);
        Verdict failed = verdict("r", "3", "m", "llm-judge", null, null);
        failed.setStatus(VerdictStatus.FAILED);
        bench.send(verdict("r", "1", "m", "llm-judge", null, null))
                .send(refused)
                .send(failed);
        bench.send(verdict("r", "4", "m", "llm-judge", true, null));

        MetricSnapshot snapshot = newest();

        assertThat(snapshot.getVerdicts())
                .containsEntry("llm-judge", new VerdictCount(1L, 1L, 1L, 1L, null, 0L, 0L, 0.0));
        assertThat(snapshot.getRules()).containsEntry("llm-judge", new RuleCount(1L, 1L, null));
    }

    @Test
    void whatJudgingTookIsAddedUpWhateverCameOfIt() {
        bench.send(reference("r", "1", "cat")).send(text("r", "1", "m", "A pet."));
        Verdict first = verdict("r", "1", "m", "llm-judge", true, null);
        first.setCost(0.1);
        first.setPromptTokens(100);
        first.setOutputTokens(10);
        Verdict unparsed = verdict("r", "2", "m", "llm-judge", null, null);
        unparsed.setCost(0.2);
        unparsed.setPromptTokens(50);
        unparsed.setOutputTokens(1);
        bench.send(first).send(unparsed).send(first);

        assertThat(newest().getVerdicts())
                .containsEntry("llm-judge", new VerdictCount(1L, 1L, 0L, 0L, null, 150L, 11L, 0.3));
    }

    @Test
    void aVerdictBeforeItsScoreIsPublishedWithIt() {
        bench.send(verdict("r", "1", "m", "semantic", true, 0.7)).pass(A_MOMENT);
        assertThat(bench.metrics()).isEmpty();

        bench.send(reference("r", "1", "cat")).send(text("r", "1", "m", "A pet."));

        assertThat(newest().getRules()).containsEntry("semantic", new RuleCount(1L, 1L, null));
    }

    @Test
    void aVerdictThatContradictsItselfIsADeadLetter() {
        Verdict silent = verdict("r", "1", "m", "semantic", true, 0.7);
        silent.setRight(null);
        bench.send(silent).send(verdict("r", "1", "m", "semantic", true, 7.0));

        assertThat(bench.deadLetters())
                .extracting(letter -> letter.getTopic() + ": " + letter.getReason())
                .containsExactly(
                        "t.verdicts: the verdict of judge on 1 is given and says neither right nor wrong",
                        "t.verdicts: the verdict of judge on 1 has the grade 7.0, which must be from -1 to 1");
    }

    @Test
    void aDeletedRunLeavesNoVerdicts() {
        bench.send(reference("gone", "1", "cat")).send(text("gone", "1", "m", "cat"));
        bench.send(verdict("gone", "1", "m", "semantic", true, 0.7)).delete("gone");
        bench.send(verdict("gone", "1", "m", "semantic", true, 0.7));

        assertThat(bench.stateKeys()).noneMatch(key -> key.startsWith("gone/"));
        assertThat(bench.counters.total(Event.OF_DELETED_RUN)).isEqualTo(1);
    }
}
