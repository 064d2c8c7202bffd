package dev.vlmstream.scoring.ledger;

import static dev.vlmstream.scoring.Events.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.schemas.VerdictCount;
import dev.vlmstream.scoring.ledger.Tallies.RunningTally;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.InMemoryKeyValueStore;
import org.junit.jupiter.api.Test;

class VerdictCounterTest {
    @Test
    void aRestartFindsWhatWasCounted() {
        KeyValueStore<Bytes, byte[]> kept = new InMemoryKeyValueStore("items");
        VerdictCounter before = new VerdictCounter(new ItemStore(kept, "changelog-0"), new ScoringCounters());
        before.add(verdict("r", "1", "m", "semantic", true, 0.7));
        before.add(verdict("r", "2", "m", "semantic", false, -1.0));

        VerdictCounter after = new VerdictCounter(new ItemStore(kept, "changelog-0"), new ScoringCounters());
        after.recount();
        after.add(verdict("r", "1", "m", "semantic", true, 0.7));

        RunningTally nothing = new RunningTally("r", "m");
        nothing.add(new OutcomeProfile("m", "d", "fp32", "open-world", List.of(), true), ItemOutcome.waiting(0), null);
        assertThat(after.completed(nothing.snapshot(0, 0)).getVerdicts())
                .isEqualTo(Map.of("semantic", new VerdictCount(2L, 0L, 0L, 0L, -300_000_000L, 0L, 0L, 0.0)));
    }
}
