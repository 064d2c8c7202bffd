package dev.vlmstream.evaluation.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.evaluation.Recorded;
import dev.vlmstream.evaluation.judging.Rule;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RulesTest {
    static Stream<JsonNode> inclusions() {
        return Recorded.lines("golden/label_inclusion.jsonl").stream();
    }

    static Stream<JsonNode> responses() {
        return Recorded.lines("golden/mcq_parse.jsonl").stream();
    }

    @ParameterizedTest
    @MethodSource("inclusions")
    void inclusionAndExactMatchAreTheStudys(JsonNode golden) {
        String prediction = golden.get("prediction").textValue();
        String label = golden.get("label").textValue();
        assertThat(Inclusion.ofLabel(prediction, label))
                .isEqualTo(golden.get("included").booleanValue());
        assertThat(ExactMatch.matches(prediction, label))
                .isEqualTo(golden.get("exact").booleanValue());
    }

    @ParameterizedTest
    @MethodSource("responses")
    void multipleChoiceResponsesAreParsedAsTheStudyDoesWithoutItsGuess(JsonNode golden) {
        assertThat(OptionLetter.parse(golden.get("response").textValue(), Recorded.texts(golden.get("choices")))
                        .orElse(null))
                .isEqualTo(golden.get("parsed").textValue());
    }

    @ParameterizedTest
    @CsvSource({
        "It is an ant., ant, true",
        "ANT, ant, true",
        "a giant panda, ant, false",
        "two ants, ant, false",
        "ant-eater, ant, true",
        "an ant's nest, ant, true",
        "ant_eater, ant, false",
        "ant1, ant, false",
        "giant ant, ant, true",
        "a great white  shark, great white shark, false",
        "(kite (bird of prey)), kite (bird of prey), true",
        "a kite, kite (bird of prey), false",
        "die Größe, Größe, true",
        "Größenwahn, Größe, false",
        "mañana, ma, false",
        "cafe\u0301, cafe, false",
    })
    void wordInclusionWantsWholeWords(String prediction, String label, boolean included) {
        assertThat(Inclusion.ofWords(prediction, label)).isEqualTo(included);
    }

    @Test
    void wordInclusionNeverFindsAnEmptyLabel() {
        assertThat(Inclusion.ofWords("anything", "")).isFalse();
        assertThat(Inclusion.ofWords("", "ant")).isFalse();
    }

    @Test
    void aWordNextToASurrogatePairIsJudgedByTheWholeCharacter() {
        assertThat(Inclusion.ofWords("🐜ant🐜", "ant")).isTrue(); // a symbol
        assertThat(Inclusion.ofWords("𝒶ant", "ant")).isFalse(); // a letter, U+1D4B6
    }

    @Test
    void lowerCasingDoesNotDependOnTheMachinesLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr"));
        try {
            assertThat(Inclusion.ofLabel("A FIRE TRUCK", "fire truck")).isTrue();
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void ofEquallyLateOptionsTheFirstCounts() {
        List<String> same = List.of("red", "blue", "red");
        assertThat(OptionLetter.parse("I would say that it is red", same)).contains("A");
    }

    @Test
    void moreOptionsThanLettersAreRefused() {
        List<String> many = Collections.nCopies(27, "x");
        assertThatIllegalArgumentException().isThrownBy(() -> OptionLetter.parse("none", many));
    }

    @Test
    void rulesAreFoundByTheirIds() {
        assertThat(Rules.ALL.stream().map(Rule::id))
                .containsExactly(
                        "label-inclusion",
                        "word-inclusion",
                        "exact",
                        "synonyms",
                        "mcq",
                        "mcq-guess",
                        "vqa-accuracy",
                        "anls",
                        "ai2d",
                        "relaxed",
                        "pope",
                        "pope-published",
                        "said-yes",
                        "pattern",
                        "vlmevalkit-mcq",
                        "lmms-mmbench",
                        "lmms-mcq",
                        "seed-bench",
                        "equal",
                        "scienceqa",
                        "scienceqa-lmms",
                        "gqa",
                        "exact-match",
                        "vqav2",
                        "vqav2-lmms",
                        "mme",
                        "vlmevalkit-yes-no",
                        "mmmu",
                        "mmmu-guess",
                        "top1",
                        "top5",
                        "likelihood-sum",
                        "likelihood-sum-top5",
                        "likelihood-mean",
                        "likelihood-mean-top5",
                        "semantic",
                        "concept",
                        "llm-judge");
        assertThat(Rules.find("top5")).containsSame(TopK.TOP5);
        assertThat(Rules.find("bleu")).isEmpty();
    }
}
