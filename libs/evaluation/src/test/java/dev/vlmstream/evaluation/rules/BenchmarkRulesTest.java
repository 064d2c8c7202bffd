package dev.vlmstream.evaluation.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.judging.Answer;
import dev.vlmstream.evaluation.judging.Judgement;
import dev.vlmstream.evaluation.judging.Truth;
import dev.vlmstream.evaluation.tasks.ShippedTasks;
import dev.vlmstream.evaluation.tasks.TaskDefinition;
import dev.vlmstream.evaluation.tasks.TaskKind;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BenchmarkRulesTest {
    private static Judgement judge(String answer, TaskDefinition benchmark, String label, String... answers) {
        List<String> options = benchmark.answer().takesOptions() ? List.of("egg", "larva") : List.of();
        Truth truth = new Truth(label, options, Map.of(), List.of(answers), benchmark, "A");
        return Judge.judge(Task.QUESTION_ANSWERING, Answer.text(answer), truth);
    }

    @Test
    void textVqaGivesPartCredit() {
        List<String> ten = Stream.concat(
                        Collections.nCopies(8, "stop").stream(), Collections.nCopies(2, "halt").stream())
                .toList();
        Judgement judgement = judge("Halt.", ShippedTasks.of("textvqa"), "stop", ten.toArray(String[]::new));
        assertThat(judgement.primaryRule()).isEqualTo("vqa-accuracy");
        assertThat(judgement.grades()).containsEntry("vqa-accuracy", 0.6).containsKey("anls");
        assertThat(judgement.rules()).containsEntry("vqa-accuracy", true).containsEntry("exact", false);
        assertThat(judgement.rules().keySet()).containsExactly("vqa-accuracy", "anls", "exact");
    }

    @Test
    void docVqaGivesPartCreditForWhatIsNearlyRight() {
        Judgement judgement = judge("1999", ShippedTasks.of("docvqa"), "1998", "1998", "in 1998");
        assertThat(judgement.grades()).containsExactly(entry("anls", 0.75));
        assertThat(judge("in 1998", ShippedTasks.of("docvqa"), "1998", "1998", "in 1998")
                        .rules())
                .containsEntry("exact", true);
    }

    @ParameterizedTest
    @CsvSource({"A, true, true", "A. egg, true, false", "(A), true, true", "egg, false, false", "I say A ., false, true"
    })
    void ai2dWantsTheLetter(String answer, boolean ai2d, boolean mcq) {
        Judgement judgement = judge(answer, ShippedTasks.of("ai2d"), "A");
        assertThat(judgement.rules()).containsEntry("ai2d", ai2d).containsEntry("mcq", mcq);
        assertThat(judgement.unparsed()).isFalse();
        assertThat(judgement.grades()).isEmpty();
    }

    @Test
    void chartQaTakesFivePercentOffAndAnyOfSeveralAnswers() {
        assertThat(judge("95", ShippedTasks.of("chartqa"), "100").correct()).isTrue();
        assertThat(judge("94", ShippedTasks.of("chartqa"), "100").correct()).isFalse();
        assertThat(judge("no", ShippedTasks.of("chartqa"), "yes", "yes", "No").correct())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "Yes, yes, true, true, true, false",
        "No, yes, false, false, false, false",
        "'Yes, a dog', yes, false, true, false, true",
        "'no dog', no, false, true, false, true"
    })
    void popeReadsAWordAndCountsYes(
            String answer, String label, boolean pope, boolean published, boolean yes, boolean unparsed) {
        Judgement judgement = judge(answer, ShippedTasks.of("pope"), label);
        assertThat(judgement.rules())
                .containsExactly(entry("pope", pope), entry("pope-published", published), entry("said-yes", yes));
        assertThat(judgement.unparsed()).isEqualTo(unparsed);
    }

    static Stream<TaskDefinition> questions() {
        return ShippedTasks.all().stream().filter(task -> task.kind() == TaskKind.QUESTION_ANSWERING);
    }

    @ParameterizedTest
    @MethodSource("questions")
    void theRulesListedAreThoseThatJudge(TaskDefinition benchmark) {
        Judgement judgement = judge("yes", benchmark, benchmark.answer().takesOptions() ? "A" : "yes", "yes");
        assertThat(judgement.rules().keySet())
                .containsExactlyElementsOf(
                        benchmark.rules().stream().map(rule -> rule.id()).toList());
        assertThat(judgement.grades().keySet())
                .isEqualTo(benchmark.rules().stream()
                        .filter(rule -> rule.isGraded())
                        .map(rule -> rule.id())
                        .collect(java.util.stream.Collectors.toSet()));
    }

    @Test
    void anItemWithoutItsBenchmarkOrAnswersCannotBeJudged() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Judge.judge(Task.QUESTION_ANSWERING, Answer.text("x"), Truth.of("x")))
                .withMessageContaining("no task");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> judge("x", ShippedTasks.of("textvqa"), "x"))
                .withMessageContaining("at least one answer");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> judge("yes", ShippedTasks.of("pope"), "dog"))
                .withMessageContaining("'dog'");
    }

    @ParameterizedTest
    @CsvSource({"(A), B, false, false", "no idea, B, false, true", "no idea, A, false, false", "(B), A, true, true"})
    void aGuessCountsOnlyUnderItsOwnRule(String answer, String guess, boolean mcq, boolean guessed) {
        Truth truth = new Truth("B", List.of("one", "two"), Map.of(), List.of(), null, guess);
        assertThat(Judge.judge(Task.MULTIPLE_CHOICE, Answer.text(answer), truth).rules())
                .containsExactly(entry("mcq", mcq), entry("mcq-guess", guessed));
    }
}
