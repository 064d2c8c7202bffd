package dev.vlmstream.evaluation.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.judging.Answer;
import dev.vlmstream.evaluation.judging.Answer.Status;
import dev.vlmstream.evaluation.judging.Judgement;
import dev.vlmstream.evaluation.judging.Rule;
import dev.vlmstream.evaluation.judging.Truth;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JudgeTest {
    private static final Truth SECOND = new Truth("B", List.of("one", "two"));

    @ParameterizedTest
    @EnumSource(
            value = Task.class,
            names = {"OPEN_WORLD", "CLOSED_WORLD"})
    void textIsJudgedUnderAllTextRulesAtOnce(Task task) {
        Judgement judgement = Judge.judge(task, Answer.text("A giant panda."), Truth.of("ant"));
        assertThat(judgement.rules())
                .containsExactly(entry("label-inclusion", true), entry("word-inclusion", false), entry("exact", false));
        assertThat(judgement.primaryRule()).isEqualTo("label-inclusion");
        assertThat(judgement.correct()).isTrue();
        assertThat(judgement.parsed()).isNull();
    }

    @ParameterizedTest
    @EnumSource(
            value = Task.class,
            names = {"ZERO_SHOT", "SUPERVISED"})
    void rankingsAreJudgedByTheFirstAndTheFirstFive(Task task) {
        List<String> ranking = List.of("a", "b", "c", "d", "e", "f");
        assertThat(Judge.judge(task, Answer.ranking(ranking), Truth.of("e")).rules())
                .containsExactly(entry("top1", false), entry("top5", true));
        assertThat(Judge.judge(task, Answer.ranking(ranking), Truth.of("f")).rules())
                .containsExactly(entry("top1", false), entry("top5", false));
        assertThat(Judge.judge(task, Answer.ranking(List.of("a")), Truth.of("a"))
                        .correct())
                .isTrue();
    }

    @Test
    void aParsedOptionIsJudgedAndReported() {
        Judgement right = Judge.judge(Task.MULTIPLE_CHOICE, Answer.text("The answer is B."), SECOND);
        assertThat(right).isEqualTo(new Judgement(false, "B", Map.of("mcq", true), "mcq"));
        Judgement wrong = Judge.judge(Task.MULTIPLE_CHOICE, Answer.text("(A)"), SECOND);
        assertThat(wrong.parsed()).isEqualTo("A");
        assertThat(wrong.correct()).isFalse();
    }

    @Test
    void anUnparsedResponseIsNotCorrectAndNeverGuessed() {
        Judgement judgement = Judge.judge(Task.MULTIPLE_CHOICE, Answer.text("No idea."), SECOND);
        assertThat(judgement.unparsed()).isTrue();
        assertThat(judgement.parsed()).isNull();
        assertThat(judgement.rules()).containsExactly(entry("mcq", false));
        assertThat(judgement.rules()).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whatFailedOrWasRefusedIsNotWrong(Task task) {
        for (Answer answer : List.of(Answer.failed(), Answer.refused())) {
            Judgement judgement = Judge.judge(task, answer, SECOND);
            assertThat(judgement.rules()).isEmpty();
            assertThat(judgement.rules()).isEmpty();
            assertThat(judgement.unparsed()).isFalse();
            assertThat(judgement.primaryRule())
                    .isEqualTo(Rules.of(task, null).stream()
                            .map(Rule::id)
                            .findFirst()
                            .orElse(null));
        }
    }

    @Test
    void anEmptyAnswerIsAnAnswerAndWrong() {
        assertThat(Judge.judge(Task.OPEN_WORLD, Answer.text(""), Truth.of("ant"))
                        .rules())
                .doesNotContainValue(true)
                .hasSize(3);
    }

    @Test
    void anAnswerOfTheWrongKindIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Judge.judge(Task.ZERO_SHOT, Answer.text("ant"), Truth.of("ant")))
                .withMessage("task zero-shot is answered with a ranking, got text");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Judge.judge(Task.OPEN_WORLD, Answer.ranking(List.of("ant")), Truth.of("ant")))
                .withMessage("task open-world is answered with text, got a ranking");
    }

    @Test
    void aMultipleChoiceLabelMustBeALetterOfItsOptions() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Judge.judge(Task.MULTIPLE_CHOICE, Answer.text("A"), new Truth("C", List.of("one", "two"))))
                .withMessage("label 'C' is no letter of the 2 options");
    }

    @Test
    void anAnswerIsTextOrARankingAndATruthHasALabel() {
        assertThatIllegalArgumentException().isThrownBy(() -> Answer.ranking(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> Answer.text(null));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Answer(Status.ANSWERED, "ant", List.of("ant"), List.of()))
                .withMessageContaining("got both");
        assertThatIllegalArgumentException().isThrownBy(() -> Truth.of(" "));
    }

    @Test
    void likelihoodsAreJudgedBySumAndByMean() {
        Answer answer = Answer.likelihoods(List.of("ant", "giant panda"), List.of("giant panda", "ant"));

        Judgement judgement = Judge.judge(Task.CLASS_LIKELIHOOD, answer, Truth.of("giant panda"));

        assertThat(judgement.rules())
                .containsExactly(
                        Map.entry("likelihood-sum", false),
                        Map.entry("likelihood-sum-top5", true),
                        Map.entry("likelihood-mean", true),
                        Map.entry("likelihood-mean-top5", true));
        assertThat(judgement.primaryRule()).isEqualTo("likelihood-sum");
    }

    @Test
    void textIsAlsoJudgedBySynonymsWhereThereAreSome() {
        Truth shark = Truth.of("great white shark").with(Inclusion.SYNONYMS, List.of("white shark", "man-eater"));
        for (Task task : List.of(Task.OPEN_WORLD, Task.CLOSED_WORLD)) {
            assertThat(Judge.judge(task, Answer.text("A Man-Eater!"), shark).rules())
                    .containsEntry("label-inclusion", false)
                    .containsEntry("synonyms", true);
            assertThat(Judge.judge(task, Answer.text("a great white shark"), shark)
                            .rules())
                    .containsEntry("synonyms", true);
            assertThat(Judge.judge(task, Answer.text("a fish"), shark).rules()).containsEntry("synonyms", false);
            assertThat(Judge.judge(task, Answer.text("a fish"), Truth.of("fish"))
                            .rules())
                    .doesNotContainKey("synonyms");
        }
        assertThat(Judge.judge(Task.ZERO_SHOT, Answer.ranking(List.of("man-eater")), shark)
                        .rules())
                .containsOnlyKeys("top1", "top5");
    }

    @Test
    void aBlankSynonymIsRefusedBecauseAnyTextIncludesIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Truth.of("ant").with(Inclusion.SYNONYMS, List.of(" ")))
                .withMessageContaining("ant");
    }
}
