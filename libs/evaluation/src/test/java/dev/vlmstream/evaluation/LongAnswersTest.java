package dev.vlmstream.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.evaluation.judging.Answer;
import dev.vlmstream.evaluation.judging.AnswerForm;
import dev.vlmstream.evaluation.judging.Judgement;
import dev.vlmstream.evaluation.judging.Truth;
import dev.vlmstream.evaluation.metrics.ClassMentions;
import dev.vlmstream.evaluation.rules.Anls;
import dev.vlmstream.evaluation.rules.Concepts;
import dev.vlmstream.evaluation.rules.Inclusion;
import dev.vlmstream.evaluation.rules.Judge;
import dev.vlmstream.evaluation.rules.RelaxedAccuracy;
import dev.vlmstream.evaluation.run.JudgePrompt;
import dev.vlmstream.evaluation.tasks.ShippedTasks;
import dev.vlmstream.evaluation.tasks.TaskDefinition;
import dev.vlmstream.evaluation.tasks.TaskKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers and labels as no model and no dataset has them: each is judged, and none takes the stack or the evening. */
class LongAnswersTest {
    private static final int MEGABYTE = 1 << 20;
    private static final List<String> LABELS =
            IntStream.range(0, 10_000).mapToObj(i -> "label " + i).toList();

    @ParameterizedTest
    @ValueSource(strings = {"1_", "1", "1_1.", "_1", "+", ".1_", "%", "e1"})
    void aNumberOfAnyLengthIsReadOrIsNone(String part) {
        String number = "1." + part.repeat(MEGABYTE / part.length());
        assertThat(RelaxedAccuracy.matches(number, number)).isTrue();
        assertThat(RelaxedAccuracy.matches(number + "x", number)).isFalse();
        assertThat(RelaxedAccuracy.matches(number + "x%", number)).isFalse();
    }

    @Test
    void aNumberInGroupsOfDigitsIsThatNumber() {
        String one = "0_".repeat(MEGABYTE / 2) + "1";
        assertThat(RelaxedAccuracy.matches("1.0", one)).isTrue();
        assertThat(RelaxedAccuracy.matches(one, "2")).isFalse();
    }

    @Test
    void similarityOfLongTextsIsExact() {
        String text = "abcdefghi ".repeat(5_000);
        assertThat(Anls.of(
                        text, List.of("x".repeat(50_000), text.replace("b", "").replace("c", ""))))
                .isEqualTo(1 - 10_000.0 / 50_000);
        assertThat(Anls.of(text, List.of("abc".repeat(MEGABYTE)))).isZero();
    }

    static Stream<TaskDefinition> questions() {
        return ShippedTasks.all().stream().filter(task -> task.kind() == TaskKind.QUESTION_ANSWERING);
    }

    @ParameterizedTest
    @MethodSource("questions")
    void aLongAnswerIsJudgedByEveryBenchmark(TaskDefinition benchmark) {
        Truth truth = new Truth(
                benchmark.answer() == AnswerForm.YES_NO ? "no" : "A",
                List.of("a".repeat(MEGABYTE), "ab"),
                Map.of(),
                LABELS,
                benchmark,
                null);
        for (String part : List.of("a", ". ", "%", "1_", "'s", "no ", " ", "a b c d e f ")) {
            String answer = part.repeat(MEGABYTE / part.length());
            assertThat(Judge.judge(Task.QUESTION_ANSWERING, Answer.text(answer), truth)
                            .rules())
                    .isNotEmpty();
        }
    }

    @Test
    void anAnswerIsJudgedByItsBeginning() {
        Truth truth = Truth.of("ant").with(Inclusion.SYNONYMS, LABELS);
        String filler = "-".repeat(Answer.LONGEST - 3);
        Judgement within = Judge.judge(Task.OPEN_WORLD, Answer.text(filler + "ant" + filler), truth);
        Judgement beyond = Judge.judge(Task.OPEN_WORLD, Answer.text(filler + "-ant"), truth);
        assertThat(within.rules()).containsEntry(Inclusion.LABEL.id(), true);
        assertThat(beyond.rules()).containsEntry(Inclusion.LABEL.id(), false);
        assertThat(Answer.judged(filler + "--\ud83d\ude00")).hasSize(Answer.LONGEST - 1);
    }

    @Test
    void aLongRunOfOneWordIsLookedThroughOnceForNamesOfThatWord() {
        List<String> classes = new ArrayList<>(LABELS);
        classes.add("a ".repeat(100_000) + "b");
        classes.add("a a");
        ClassMentions mentions = new ClassMentions(classes);
        assertThat(mentions.find("a ".repeat(MEGABYTE / 2))).hasValue(10_001);
        assertThat(mentions.find("a ".repeat(MEGABYTE / 2) + "b")).hasValue(10_000);
    }

    @Test
    void aReplyOfPunctuationIsReadOnce() {
        assertThat(JudgePrompt.verdict("a" + "*".repeat(MEGABYTE) + "b")).isEmpty();
        assertThat(JudgePrompt.verdict("*".repeat(MEGABYTE) + "Yes" + "*".repeat(MEGABYTE)))
                .hasValue(true);
    }

    @Test
    void conceptsAreThoseOfTheFirstWords() {
        assertThat(Concepts.RULE.compared("a cat, ".repeat(1_000))).hasSize(2);
        List<String> concepts = Concepts.of(String.join(" ", LABELS));
        assertThat(concepts).hasSizeLessThan(4_000).contains("label 499").doesNotContain("label 500");
    }

    @Test
    void whatIsFilledInManyTimesIsRefused() {
        assertThatThrownBy(() -> new JudgePrompt("{label} {answer}".repeat(9)))
                .hasMessageContaining("16 times together, this one does 18 times");
        assertThatThrownBy(() -> ClassSubstitution.in("What is this object?".repeat(9), "ant".repeat(400)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the class name has 1200 characters, must have 1 to 1000");
        assertThatThrownBy(() -> ClassSubstitution.in("What is this object?", ""))
                .hasMessageContaining("has 0 characters");
    }
}
