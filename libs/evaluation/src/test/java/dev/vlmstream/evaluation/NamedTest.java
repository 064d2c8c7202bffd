package dev.vlmstream.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.evaluation.judging.AnswerForm;
import dev.vlmstream.evaluation.metrics.Metric;
import dev.vlmstream.evaluation.sampling.ChoiceOrder;
import dev.vlmstream.evaluation.sampling.Draw;
import dev.vlmstream.evaluation.tasks.AnswerPattern;
import dev.vlmstream.evaluation.tasks.Normalisation;
import dev.vlmstream.evaluation.tasks.TaskKind;
import dev.vlmstream.evaluation.wikiqa.Outcome;
import dev.vlmstream.evaluation.wikiqa.Rejection;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NamedTest {
    private static Stream<Arguments> ids() {
        return Stream.of(
                Arguments.of(
                        Task.values(),
                        "open-world closed-world zero-shot supervised multiple-choice class-likelihood question-answering"),
                Arguments.of(Variant.values(), "class-name no-image text-only"),
                Arguments.of(AnswerForm.values(), "letter yes-no words value letter-or-value"),
                Arguments.of(TaskKind.values(), "question-answering classification"),
                Arguments.of(AnswerPattern.Take.values(), "first last"),
                Arguments.of(AnswerPattern.Match.values(), "equal contains"),
                Arguments.of(
                        Normalisation.values(),
                        "lowercase strip-punctuation drop-articles number-words numbers squeeze-spaces nfkc vqa"),
                Arguments.of(ChoiceOrder.values(), "random fixed"),
                Arguments.of(Draw.values(), "study item"),
                Arguments.of(Metric.Subject.values(), "rule model"),
                Arguments.of(Metric.Better.values(), "higher lower neither"),
                Arguments.of(Metric.Format.values(), "percent grade number count per-second usd"),
                Arguments.of(
                        Outcome.values(),
                        "kept no-object unanswered wrong-with-name right-without-name near-duplicate in-corpus"),
                Arguments.of(
                        Rejection.values(),
                        "refused no-json no-list malformed number-of-choices same-choices answer-out-of-range"
                                + " names-class repeats surplus"));
    }

    @ParameterizedTest
    @MethodSource("ids")
    void whatIsStoredStaysWhateverConstantsAreCalled(Named[] constants, String ids) {
        assertThat(Arrays.stream(constants).map(Named::id)).containsExactly(ids.split(" "));
    }
}
