package dev.vlmstream.evaluation.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.evaluation.Recorded;
import dev.vlmstream.evaluation.Task;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineRulesTest {
    @ParameterizedTest
    @CsvSource({
        "label-inclusion, label_inclusion, included",
        "exact, label_inclusion, exact",
        "mcq, mcq_parse, parsed",
        "vqa-accuracy, vqa_accuracy, accuracy",
        "vqa-accuracy, vqa_accuracy, normalized",
        "anls, anls, anls",
        "ai2d, ai2d_exact_match, filtered",
        "ai2d, ai2d_exact_match, exact_match",
    })
    void recomputesTheGoldenFieldsFromTheOthers(String rule, String file, String computed) {
        for (JsonNode golden : Recorded.lines("golden/" + file + ".jsonl")) {
            Map<String, Object> expected = new ObjectMapper().convertValue(golden, new TypeReference<>() {});
            Map<String, Object> spoiled = new LinkedHashMap<>(expected);
            spoiled.put(computed, "spoiled");
            assertThat(numbersAsDoubles(LineRules.of(rule).judge(spoiled))).isEqualTo(numbersAsDoubles(expected));
        }
    }

    /** Python writes a whole score as 1 or as 1.0, as it happens. */
    private static Map<String, Object> numbersAsDoubles(Map<String, Object> line) {
        Map<String, Object> result = new LinkedHashMap<>(line);
        result.replaceAll((field, value) -> value instanceof Number number ? number.doubleValue() : value);
        return result;
    }

    @Test
    void synonymsAreTheLines() {
        assertThat(LineRules.of("synonyms")
                        .judge(Map.of("prediction", "a cock", "label", "rooster", "synonyms", List.of("cock"))))
                .containsEntry("included", true);
    }

    @Test
    void relaxedAccuracyTakesFivePercentOff() {
        assertThat(LineRules.of("relaxed").judge(Map.of("prediction", "95", "label", "100")))
                .containsEntry("relaxed", true);
    }

    @Test
    void popeSaysWhatWasReadAndWantsYesOrNoForALabel() {
        assertThat(LineRules.of("pope").judge(Map.of("prediction", "Yes", "label", "yes")))
                .containsEntry("said", "yes")
                .containsEntry("correct", true);
        assertThat(LineRules.of("pope").judge(Map.of("prediction", "Yes, a dog", "label", "yes")))
                .containsEntry("said", null)
                .containsEntry("correct", false);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LineRules.of("pope").judge(Map.of("prediction", "no", "label", "dog")))
                .withMessage("field 'label' must be yes or no, got 'dog'");
    }

    @Test
    void wordInclusionHasTheFieldsOfInclusion() {
        assertThat(LineRules.of("word-inclusion").judge(Map.of("prediction", "giant", "label", "ant")))
                .containsEntry("included", false);
    }

    @Test
    void otherFieldsArePassedOnAndTheLineIsLeftAlone() {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("id", 7);
        line.put("prediction", "an ant");
        line.put("label", "ant");
        Map<String, Object> judged = LineRules.of("label-inclusion").judge(line);
        assertThat(judged.keySet()).containsExactly("id", "prediction", "label", "included", "exact");
        assertThat(line).hasSize(3);
    }

    @Test
    void aMissingOrIllTypedFieldIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LineRules.of("exact").judge(Map.of("prediction", "x")))
                .withMessage("field 'label' is missing; the line has [prediction]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LineRules.of("exact").judge(Map.of("prediction", 3, "label", "x")))
                .withMessage("field 'prediction' must be a string, got 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LineRules.of("mcq").judge(Map.of("response", "A", "choices", List.of("a", 1))))
                .withMessage("field 'choices' must be an array of strings, got [a, 1]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LineRules.of("mcq").judge(Map.of("response", "A", "choices", "a")))
                .withMessageContaining("field 'choices' must be an array of strings");
    }

    @Test
    void aTaskJudgesByAllItsRules() {
        assertThat(LineRules.of(Task.OPEN_WORLD, null)
                        .judge(Map.of("prediction", "giant panda", "label", "ant", "synonyms", List.of("panda"))))
                .containsEntry(
                        "rules",
                        Map.of("label-inclusion", true, "word-inclusion", false, "exact", false, "synonyms", true));
        assertThat(LineRules.of(Task.QUESTION_ANSWERING, ShippedTasks.of("docvqa"))
                        .judge(Map.of("prediction", "1999", "answers", List.of("1998"))))
                .containsEntry("rules", Map.of("anls", true, "exact", false))
                .containsEntry("grades", Map.of("anls", 0.75));
        assertThat(LineRules.of(Task.MULTIPLE_CHOICE, null)
                        .judge(Map.of("response", "no idea", "choices", List.of("x", "y"), "label", "B")))
                .containsEntry("parsed", null)
                .containsEntry("rules", Map.of("mcq", false));
        assertThat(LineRules.of(Task.ZERO_SHOT, null).judge(Map.of("ranking", List.of("a", "b"), "label", "b")))
                .containsEntry("rules", Map.of("top1", false, "top5", true));
    }

    @Test
    void aRuleOfAnotherTaskIsRefused() {
        LineRules.requireOf("synonyms", Task.OPEN_WORLD, null);
        LineRules.requireOf("anls", Task.QUESTION_ANSWERING, null);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LineRules.requireOf("anls", Task.QUESTION_ANSWERING, ShippedTasks.of("pope")))
                .withMessage("rule 'anls' does not judge the task question-answering of pope; its rules: pope,"
                        + " pope-published, said-yes");
        assertThatIllegalArgumentException().isThrownBy(() -> LineRules.requireOf("bleu", Task.OPEN_WORLD, null));
    }

    @Test
    void aTaskThatCannotBeJudgedByLinesIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LineRules.of(Task.QUESTION_ANSWERING, null))
                .withMessageContaining("yours or one of textvqa, docvqa");
        assertThatIllegalArgumentException().isThrownBy(() -> LineRules.of(Task.OPEN_WORLD, ShippedTasks.of("pope")));
        assertThatIllegalArgumentException().isThrownBy(() -> LineRules.of(Task.CLASS_LIKELIHOOD, null));
    }

    @Test
    void anUnknownRuleIsRefusedWithTheKnownOnes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LineRules.of("bleu"))
                .withMessage(
                        "unknown rule 'bleu'; rules for files: label-inclusion, word-inclusion, exact, synonyms, mcq, "
                                + "vqa-accuracy, anls, ai2d, relaxed, pope, pope-published, said-yes, "
                                + "vlmevalkit-mcq, lmms-mmbench, lmms-mcq, seed-bench, equal, scienceqa, scienceqa-lmms, gqa, "
                                + "exact-match, vqav2, vqav2-lmms, mme, vlmevalkit-yes-no, mmmu, top1, top5");
    }
}
