package dev.vlmstream.evaluation.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.judging.Answer;
import dev.vlmstream.evaluation.judging.Judgement;
import dev.vlmstream.evaluation.judging.Truth;
import dev.vlmstream.evaluation.rules.Judge;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatternTest {
    private static TaskDefinition task(String pattern) {
        return TaskDefinition.parse("task: mine\nanswer: value\nrules: [pattern]\npattern: " + pattern);
    }

    private static Judgement judge(TaskDefinition task, String answer, String label, String... answers) {
        Truth truth = new Truth(label, List.of(), Map.of(), List.of(answers), task, null);
        return Judge.judge(Task.QUESTION_ANSWERING, Answer.text(answer), truth);
    }

    @Test
    void theGroupOfTheLastMatchIsTakenAndAnAnswerWithoutOneIsUnparsed() {
        TaskDefinition task = task("{extract: '(?i)answer is:?\\s*(\\w+)', normalise: [lowercase]}");
        Judgement last = judge(task, "The answer is red. No, the answer is Blue.", "blue");
        assertThat(last.correct()).isTrue();
        assertThat(last.parsed()).isEqualTo("blue");
        assertThat(judge(task, "Blue.", "blue").unparsed()).isTrue();
        assertThat(judge(task("{extract: '(?i)answer is (\\w+)', take: first}"), "answer is 1, answer is 2", "1")
                        .correct())
                .isTrue();
        assertThat(judge(task("{extract: '[0-9]+'}"), "about 12 or 13", "13").correct())
                .isTrue();
        assertThat(judge(task("{extract: 'a(x)|b(y)'}"), "by", "y").correct()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "lowercase, LOUD, loud",
        "strip-punctuation, 'a.b, c!', 'ab c'",
        "drop-articles, 'The cat on a mat', 'cat on mat'",
        "number-words, 'Two or ten', '2 or 10'",
        "numbers, '1,000.50 02 1,00 -0.0', '1000.5 2 1,00 0'",
        "squeeze-spaces, ' a   b ', 'a b'",
        "nfkc, ﬁne ½, fine 1⁄2",
        "vqa, 'The two.', 2"
    })
    void answersAreWrittenOtherwise(String id, String from, String to) {
        assertThat(judge(task("{normalise: [" + id + "]}"), from, to).parsed()).isEqualTo(to);
        assertThat(judge(task("{normalise: [" + id + "]}"), to, from).correct()).isTrue();
    }

    @Test
    void otherFormsOfALabelAndAllAnswersAreAccepted() {
        TaskDefinition task = task("{normalise: [lowercase], accept: {'Yes': [yeah, Sure]}}");
        assertThat(judge(task, "SURE", "yes").correct()).isTrue();
        assertThat(judge(task, "sure", "no").correct()).isFalse();
        assertThat(judge(task, "b", "a", "a", "B").correct()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "a red cat, red, true",
        "reddish, red, false",
        "'(red)', red, true",
        "infra-red., red, true",
        "'', red, false"
    })
    void aFormIsFoundAsWholeWords(String answer, String label, boolean right) {
        assertThat(judge(task("{match: contains}"), answer, label).correct()).isEqualTo(right);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a+)+$", "(a*)*b", "(x|x|x)*y", "(?:.*a){12}$"})
    void noExpressionTakesLong(String expression) {
        TaskDefinition task = task("{extract: '" + expression + "'}");
        assertThat(judge(task, "a".repeat(50_000) + "!", "a").rules()).containsKey("pattern");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "(?<=a)b | is not a regular expression of RE2 (which has no look-around and no back-references)",
                "(a)\\1 | is not a regular expression of RE2",
                "(a | is not a regular expression of RE2",
                "((a{100}){100}){100} | repeats up to 1000000 times, of at most 2000",
                "(a|b|c|[d-z]x){700} | of at most 2000"
            })
    void whatIsNoExpressionOrTooLargeIsRefused(String expression, String message) {
        assertThatThrownBy(() -> task("{extract: '" + expression + "'}"))
                .isInstanceOf(InvalidTaskException.class)
                .hasMessageStartingWith("the task's definition, line 4: \"pattern.extract\" ")
                .hasMessageContaining(message);
        assertThatThrownBy(() -> task("{extract: '" + "a".repeat(1001) + "'}"))
                .hasMessageContaining("has 1001 characters, of at most 1000");
    }
}
