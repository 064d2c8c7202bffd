package dev.vlmstream.evaluation.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vlmstream.evaluation.rules.Synonyms.Entry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SynonymsTest {
    /** Entries as imagenet_synonyms.json has them; the two missiles are classes of their own. */
    private final Synonyms imageNet = Synonyms.of(List.of(
            new Entry("great white shark", List.of("great white shark", "white shark", "Carcharodon carcharias")),
            new Entry("rooster", List.of("cock")),
            new Entry("missile", List.of("missile")),
            new Entry("missile", List.of("projectile"))));

    @Test
    void theLabelOrAnySynonymInAnyCaseIsRight() {
        assertThat(imageNet.included("A WHITE SHARK.", "great white shark")).isTrue();
        assertThat(imageNet.included("carcharodon carcharias", "great white shark"))
                .isTrue();
        assertThat(imageNet.included("a rooster", "rooster")).isTrue();
        assertThat(imageNet.included("a shark", "great white shark")).isFalse();
    }

    @Test
    void aShortSynonymIsFoundInsideWordsAsInTheStudy() {
        assertThat(imageNet.included("a peacock", "rooster")).isTrue();
    }

    @Test
    void classesOfOneNameShareTheirSynonyms() {
        assertThat(imageNet.included("a projectile", "missile")).isTrue();
    }

    @Test
    void aLabelWithoutSynonymsIsJudgedByItself() {
        assertThat(imageNet.included("an ant", "ant")).isTrue();
        assertThat(new Synonyms(Map.of()).included("a bee", "ant")).isFalse();
    }

    @Test
    void blanksAreRefusedBecauseAnyTextIncludesThem() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Entry("ant", List.of("emmet", " ")))
                .withMessage("label 'ant' has a blank synonym, which any text would include");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Entry("", List.of()))
                .withMessage("an entry of synonyms needs a label, got ''");
    }
}
