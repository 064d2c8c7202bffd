package dev.vlmstream.evaluation.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.evaluation.judging.JudgeRule;
import dev.vlmstream.evaluation.rules.Concepts;
import dev.vlmstream.evaluation.rules.LlmJudge;
import dev.vlmstream.evaluation.rules.Rules;
import dev.vlmstream.evaluation.rules.SemanticSimilarity;
import dev.vlmstream.evaluation.tasks.ShippedTasks;
import dev.vlmstream.evaluation.tasks.TaskDefinition;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JudgePromptTest {

    @Test
    void placesAreFilledOnceWhateverTheAnswerWrites() {
        JudgePrompt prompt = new JudgePrompt("{question} {label}: {answer} {other}");

        assertThat(prompt.fill("What?", List.of("ant"), "say {label} $1 \\ {answer}"))
                .isEqualTo("What? ant: say {label} $1 \\ {answer} {other}");
        assertThat(prompt.fill(null, List.of("ant"), "x")).isEqualTo(" ant: x {other}");
    }

    @Test
    void theDefaultHasAllPlacesAndAsksForOneWord() {
        assertThat(JudgePrompt.of(null, null).fill("What is it?", List.of("giant panda"), "A bear."))
                .contains("Question: What is it?\nRight answer: giant panda\nAnswer to judge: A bear.\n")
                .endsWith("or only the word no if it is wrong.")
                .doesNotContain("{");
    }

    @Test
    void questionsOfABenchmarkHaveAPromptOfTheirOwnWithAllRightAnswers() {
        String asked = JudgePrompt.of(null, ShippedTasks.of("docvqa"))
                .fill("Which year?", List.of("1998", "98"), "It was in 1998.");

        assertThat(asked)
                .contains("Question: Which year?\nRight answer: \"1998\" or \"98\"\nAnswer to judge: It was in 1998.\n")
                .endsWith("or only the word no if it is wrong.")
                .doesNotContain("{");
        assertThat(JudgePrompt.of("{label} {answer}", ShippedTasks.of("docvqa")).template())
                .isEqualTo("{label} {answer}");
    }

    @Test
    void peoplesAnswersCountAsRightWhereTwoOfTenAgree() {
        List<String> people =
                List.of("stop", "Stop", "stop sign", "a stop sign", "go", "stop", "stop", "stop", "stop", "stop");

        assertThat(TaskDefinition.rightAnswers(ShippedTasks.of("textvqa"), "stop", people))
                .containsExactly("stop", "Stop", "stop sign", "a stop sign");
        assertThat(TaskDefinition.rightAnswers(ShippedTasks.of("docvqa"), "1998", List.of("98", "1998")))
                .containsExactly("1998", "98");
        assertThat(TaskDefinition.rightAnswers(null, "cat", List.of("dog"))).containsExactly("cat");
    }

    @Test
    void aPromptWithoutTheAnswerOrTheLabelIsRefused() {
        assertThatThrownBy(() -> new JudgePrompt("Is it {label}?")).hasMessageContaining("needs {answer}");
        assertThatThrownBy(() -> JudgePrompt.of("{answer}", null)).hasMessageContaining("needs {label}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "Yes.", "**YES**", "The shark is a fish.\n\n yes \n", "no\nyes", "> \"Yes\""})
    void yesOnTheLastLineIsRight(String reply) {
        assertThat(JudgePrompt.verdict(reply)).contains(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no", "No!", "yes\nno"})
    void noOnTheLastLineIsWrong(String reply) {
        assertThat(JudgePrompt.verdict(reply)).contains(false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\n", "yes and no", "yes\nbecause it is", "Verdict: yes", "1", "nope", "Yes, it is.", "..."})
    void everythingElseIsUnparsed(String reply) {
        assertThat(JudgePrompt.verdict(reply)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"semantic,0.6", "concept,0.7"})
    void similaritiesHaveThresholds(String id, double threshold) {
        JudgeRule rule = Rules.judge(id);

        assertThat(rule.threshold()).hasValue(threshold);
        assertThat(rule.requireThreshold(0.5)).isEqualTo(0.5);
        assertThatThrownBy(() -> rule.requireThreshold(1.01)).hasMessageContaining("must be a cosine");
    }

    @Test
    void whatIsComparedFollowsTheRule() {
        assertThat(SemanticSimilarity.RULE.compared("A cat.")).containsExactly("A cat.");
        assertThat(Concepts.RULE.compared("A cat.")).containsExactly("A cat.", "cat");
        assertThatThrownBy(() -> LlmJudge.RULE.compared("A cat.")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> LlmJudge.RULE.requireThreshold(0.5)).hasMessageContaining("has no threshold");
        assertThatThrownBy(() -> Rules.judge("bleu"))
                .hasMessageContaining("known judge rules: semantic, concept, llm-judge");
    }
}
