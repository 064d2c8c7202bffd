package dev.vlmstream.evaluation.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.evaluation.Recorded;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The golden files hold all lines of the reference implementations; recorded/vqa_text.jsonl and
 * recorded/relaxed.jsonl were written with lmms-eval's {@code EvalAIAnswerProcessor} and {@code relaxed_correctness}
 * (CPython 3.11), and hold what the goldens do not: every contraction, every mark, many full stops, odd numbers.
 */
class QuestionAnsweringTest {
    @Test
    void vqaAccuracyIsTextVqas() {
        List<JsonNode> lines = Recorded.lines("golden/vqa_accuracy.jsonl");
        assertThat(lines).hasSize(450).allSatisfy(golden -> {
            String prediction = golden.get("prediction").textValue();
            assertThat(VqaAccuracy.normalized(prediction))
                    .isEqualTo(golden.get("normalized").textValue());
            assertThat(VqaAccuracy.of(prediction, Recorded.texts(golden.get("answers"))))
                    .isEqualTo(golden.get("accuracy").doubleValue());
        });
    }

    @Test
    void vqaTextIsWrittenAsTheReferenceWritesIt() {
        assertThat(Recorded.lines("recorded/vqa_text.jsonl"))
                .hasSizeGreaterThan(200)
                .allSatisfy(recorded -> assertThat(
                                VqaAccuracy.normalized(recorded.get("text").textValue()))
                        .isEqualTo(recorded.get("normalized").textValue()));
    }

    @Test
    void vqaAccuracyOfFewAnswersNeedsOthersThatAgree() {
        assertThat(VqaAccuracy.of("x", List.of("x"))).isZero();
        assertThat(VqaAccuracy.of("x", Collections.nCopies(4, "x"))).isOne();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VqaAccuracy.of("x", List.of()))
                .withMessage("VQA accuracy needs at least one answer, got none");
    }

    @Test
    void anlsIsTheOfficialScripts() {
        List<JsonNode> lines = Recorded.lines("golden/anls.jsonl");
        assertThat(lines)
                .hasSize(350)
                .allSatisfy(golden -> assertThat(
                                Anls.of(golden.get("prediction").textValue(), Recorded.texts(golden.get("answers"))))
                        .isEqualTo(golden.get("anls").doubleValue()));
    }

    @Test
    void anlsKeepsExactlyOneHalf() {
        assertThat(Anls.of("98", List.of("1998"))).isEqualTo(0.5);
        assertThat(Anls.of("9", List.of("199"))).isZero();
    }

    @Test
    void anlsDividesByTheLengthsAsGiven() {
        assertThat(Anls.of("ab", List.of("  ac  "))).isEqualTo(1 - 1.0 / 6);
        assertThat(Anls.of("", List.of(""))).isOne();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Anls.of("x", List.of()))
                .withMessage("ANLS needs at least one answer, got none");
    }

    @Test
    void ai2dIsLmmsEvals() {
        List<JsonNode> lines = Recorded.lines("golden/ai2d_exact_match.jsonl");
        assertThat(lines).hasSize(100).allSatisfy(golden -> {
            String response = golden.get("response").textValue();
            assertThat(Ai2d.filtered(response)).isEqualTo(golden.get("filtered").textValue());
            assertThat(Ai2d.matches(response, golden.get("label").textValue()))
                    .isEqualTo(golden.get("exact_match").doubleValue() == 1);
        });
    }

    @Test
    void relaxedAccuracyIsLmmsEvals() {
        assertThat(Recorded.lines("recorded/relaxed.jsonl"))
                .hasSizeGreaterThan(300)
                .allSatisfy(recorded -> assertThat(RelaxedAccuracy.matches(
                                recorded.get("prediction").textValue(),
                                recorded.get("label").textValue()))
                        .isEqualTo(recorded.get("relaxed").booleanValue()));
    }

    @ParameterizedTest
    @CsvSource({
        "Yes, true, true",
        "' yes ', true, true",
        "no, false, false",
        "yes., , true",
        "'No, there is not.', , false",
        "'There is a dog. No cat.', , true",
        "It is not there, , false",
        "NO, false, true",
        "a dog, , true",
        "'', , true"
    })
    void yesAndNoAreReadExactlyOrAsPopePublishedIt(String answer, Boolean exact, boolean published) {
        assertThat(YesNo.exact(answer).orElse(null)).isEqualTo(exact);
        assertThat(YesNo.published(answer)).isEqualTo(published);
    }
}
