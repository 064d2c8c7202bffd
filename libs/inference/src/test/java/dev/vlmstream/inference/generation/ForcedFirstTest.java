package dev.vlmstream.inference.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.GenerationOptions.Restrictions;
import dev.vlmstream.inference.InferenceException;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** As transformers 5.24: {@code ForcedBOSTokenLogitsProcessor}, and {@code begin_suppress_tokens} one place later beside it. */
class ForcedFirstTest {
    private static final int FORCED = 3;
    private static final int BEST = 1;

    private static TokenRules rules(int forced, int... prompt) {
        Restrictions restrictions =
                new Restrictions(1, 0, List.of(), List.of(), List.of(BEST), OptionalInt.of(forced), true);
        return new TokenRules(
                GenerationOptions.greedy(9, List.of(2)).withRestrictions(restrictions), prompt, 100, "", ids -> "");
    }

    private static int next(TokenRules rules, TokenSequence sequence) {
        return rules.choose(sequence, new float[] {0, 9, 1, -5}).token();
    }

    @Test
    void isTheTokenAfterASingleOne() {
        TokenRules rules = rules(FORCED, 2);
        TokenSequence sequence = rules.start();
        assertThat(next(rules, sequence)).isEqualTo(FORCED);
        assertThat(next(rules, sequence.plus(FORCED))).isEqualTo(2);
        assertThat(next(rules, sequence.plus(FORCED).plus(2))).isEqualTo(BEST);
    }

    @Test
    void isNotThereAfterALongerPrompt() {
        TokenRules rules = rules(FORCED, 2, 0);
        assertThat(next(rules, rules.start())).isEqualTo(2);
        assertThat(next(rules, rules.start().plus(2))).isEqualTo(BEST);
    }

    @Test
    void aTokenThatIsNoneIsNamed() {
        TokenRules rules = rules(4, 2);
        assertThatThrownBy(() -> next(rules, rules.start()))
                .isInstanceOf(InferenceException.class)
                .hasMessageContaining("forbidden by the generation settings");
    }
}
