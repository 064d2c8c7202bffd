package dev.vlmstream.evaluation.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.evaluation.Recorded;
import dev.vlmstream.evaluation.judging.Answer;
import dev.vlmstream.evaluation.judging.ComputedRule;
import dev.vlmstream.evaluation.judging.Grade;
import dev.vlmstream.evaluation.judging.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Every rule, on thousands of answers, says what the code that it is taken from says; recorded by tools/goldens/scoring_rules.py. */
class RecordedRulesTest {
    private static final double EQUAL = 1e-12;

    private static List<JsonNode> recorded(String name) {
        return Recorded.lines("recorded/benchmarks/" + name + ".jsonl.gz");
    }

    private static String answer(JsonNode line) {
        return line.get("answer").textValue();
    }

    private static List<String> options(JsonNode line) {
        return Recorded.texts(line.get("options"));
    }

    /** The lines that differ, to be read whole. */
    private static void assertSame(String name, String field, int least, Function<JsonNode, Object> ours) {
        List<String> different = new ArrayList<>();
        List<JsonNode> lines = recorded(name);
        for (JsonNode line : lines) {
            JsonNode said = line.get(field);
            Object expected = said.isBoolean() ? (Object) said.booleanValue() : said.textValue();
            Object actual = ours.apply(line);
            if (!java.util.Objects.equals(expected, actual)) {
                different.add(actual + " for " + line);
            }
        }
        assertThat(lines).hasSizeGreaterThanOrEqualTo(least);
        assertThat(different).as(field).isEmpty();
    }

    private static Grade grade(ComputedRule rule, JsonNode line) {
        List<String> options = line.has("options") ? options(line) : List.of();
        List<String> answers = line.has("answers") ? Recorded.texts(line.get("answers")) : List.of();
        String label = line.has("label") ? line.get("label").textValue() : answers.get(0);
        return rule.grade(Answer.text(answer(line)), new Truth(label, options, Map.of(), answers, null, "B"));
    }

    @Test
    void lettersAreThoseOfVlmEvalKit() {
        // Its Z says that the answer declines: it is no option's letter.
        assertSame(
                "choices",
                "can_infer",
                4000,
                line -> VlmEvalKitChoice.parse(answer(line), options(line))
                        .orElse("Z".equals(line.get("can_infer").textValue()) ? "Z" : null));
    }

    @Test
    void lettersAreThoseOfLmmsEval() {
        assertSame(
                "choices",
                "lmms_mmbench",
                4000,
                line -> LmmsChoice.parse(answer(line), options(line)).orElse(null));
        assertSame(
                "choices",
                "lmms_letter",
                4000,
                line -> LmmsLetter.parse(answer(line), 4).orElse(null));
        assertSame(
                "choices",
                "lmms_mcq",
                4000,
                line -> grade(LmmsLetter.RULE, line).isRight());
    }

    @Test
    void strictReadingsAreLlavasAndLmmsEvals() {
        assertSame(
                "choices", "seed", 4000, line -> grade(Letters.SEED_BENCH, line).isRight());
        assertSame(
                "choices",
                "scienceqa",
                4000,
                line -> Letters.scienceQa(answer(line), options(line).size()).orElse(null));
        assertSame(
                "choices",
                "scienceqa_lmms",
                4000,
                line -> grade(Letters.SCIENCE_QA_LMMS, line).isRight());
    }

    @Test
    void lettersOfMmmuAreItsOwnWhereItDoesNotDrawThem() {
        assertSame(
                "choices",
                "mmmu",
                4000,
                line -> OptionLetter.parse(answer(line), options(line)).orElse(null));
    }

    @Test
    void openAnswersAreJudgedAsMmmuDoes() {
        assertSame("open", "right", 3000, line -> grade(Mmmu.MMMU, line).isRight());
    }

    @Test
    void yesAndNoAreReadAsEachDoes() {
        assertSame("yes_no", "mme", 2500, line -> YesNo.mme(answer(line)).orElse("other"));
        assertSame(
                "yes_no",
                "vlmevalkit",
                2500,
                line -> YesNo.vlmEvalKit(answer(line))
                        .map(said -> said.equals("yes") ? "Yes" : "No")
                        .orElse("Unknown"));
        assertSame("yes_no", "pope_published", 2500, line -> YesNo.published(answer(line)) ? "yes" : "no");
        for (JsonNode line : recorded("yes_no")) {
            String said = line.get("pope").textValue();
            assertThat(YesNo.exact(answer(line)))
                    .as(line.toString())
                    .isEqualTo(
                            said.equals("yes")
                                    ? Optional.of(true)
                                    : said.equals("no") ? Optional.of(false) : Optional.empty());
        }
    }

    @Test
    void shortAnswersAreJudgedAsEachDoes() {
        assertSame("short", "gqa", 2500, line -> grade(ExactMatch.GQA, line).isRight());
        assertSame(
                "short",
                "exact_match",
                2500,
                line -> grade(ExactMatch.EXACT_MATCH, line).isRight());
        assertSame(
                "short",
                "relaxed",
                2500,
                line -> RelaxedAccuracy.matches(answer(line), line.get("label").textValue()));
        for (JsonNode line : recorded("short")) {
            assertThat(Anls.of(answer(line), List.of(line.get("label").textValue())))
                    .as(line.toString())
                    .isCloseTo(line.get("anls").doubleValue(), within(EQUAL));
        }
    }

    @Test
    void visualQuestionsAreGradedAsEachDoes() {
        List<JsonNode> lines = recorded("vqa");
        assertThat(lines).hasSizeGreaterThanOrEqualTo(1500);
        for (JsonNode line : lines) {
            assertThat(grade(VqaV2.OFFICIAL, line).value())
                    .as(line.toString())
                    .isCloseTo(line.get("official").doubleValue(), within(EQUAL));
            assertThat(grade(VqaV2.LMMS, line).value())
                    .as(line.toString())
                    .isCloseTo(line.get("lmms").doubleValue(), within(EQUAL));
            assertThat(VqaAccuracy.of(answer(line), Recorded.texts(line.get("answers"))))
                    .as(line.toString())
                    .isCloseTo(line.get("textvqa").doubleValue(), within(EQUAL));
        }
    }
}
