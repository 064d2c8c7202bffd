package dev.vlmstream.scoring.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.evaluation.statistics.PairedCounts;
import dev.vlmstream.schemas.Status;
import dev.vlmstream.scoring.Events;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VerdictIndexTest extends ViewOfARun {
    private void verdict(String item, String model, String rule, Boolean right, long offset) {
        view.verdict(Events.verdict("r", item, model, rule, right, null), 1, offset);
    }

    @Test
    void theFirstVerdictOfARuleOnAnAnswerIsTheOneThatCounts() {
        verdict("1", "m", "llm-judge", true, 10);
        verdict("1", "m", "llm-judge", false, 11);
        verdict("1", "m", "semantic", null, 12);
        verdict("1", "m2", "llm-judge", false, 13);
        verdict("10", "m", "llm-judge", false, 14);

        assertThat(view.verdictsOn("m", "1")).containsExactly(new Position(1, 10), new Position(1, 12));
        assertThat(view.verdictsOn("m2", "1")).containsExactly(new Position(1, 13));
        assertThat(view.verdictsOn("m", "2")).isEmpty();
        assertThat(view.verdictsOn("nobody", "1")).isEmpty();
        assertThat(view.verdictFacts("m").counting()).isEqualTo(3);
    }

    @Test
    void agreementIsCountedAsOneByOne() {
        Random random = new Random(5);
        Map<String, PairedCounts> expected = new HashMap<>();
        for (int at = 0; at < 3000; at++) {
            String item = "item-" + random.nextInt(1_000_000) + "-" + at;
            Status status = random.nextInt(10) == 0 ? Status.FAILED : Status.ANSWERED;
            boolean right = random.nextBoolean();
            add(view, score(item, "m", status, right, 1), at);
            for (String rule : List.of("semantic", "llm-judge")) {
                Boolean verdict = random.nextInt(5) == 0 ? null : (Boolean) random.nextBoolean();
                if (random.nextInt(4) > 0) {
                    verdict(item, "m", rule, verdict, at);
                    if (verdict != null && status == Status.ANSWERED) {
                        expected.merge(rule, PairedCounts.NONE.add(right, verdict), PairedCounts::merge);
                    }
                }
            }
        }

        VerdictFacts judging = view.verdictFacts("m");

        assertThat(judging.agreements()).isEqualTo(expected);
        assertThat(judging.judges()).isEqualTo(Map.of("semantic", "judge", "llm-judge", "judge"));
    }

    @Test
    void aDeletedRunHasNoVerdictsInTheIndex() {
        verdict("1", "m", "llm-judge", true, 10);

        view.delete();

        assertThat(view.verdictsOn("m", "1")).isEmpty();
    }
}
