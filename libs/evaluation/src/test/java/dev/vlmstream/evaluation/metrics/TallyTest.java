package dev.vlmstream.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.judging.Answer;
import dev.vlmstream.evaluation.judging.Truth;
import dev.vlmstream.evaluation.rules.Judge;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TallyTest {
    private static final Truth A = new Truth("A", List.of("one", "two"));
    private static final Truth B = new Truth("B", List.of("one", "two"));

    @Test
    void unparsedIsInNAndFailedAndRefusedAreNot() {
        Tally tally = Tally.NONE;
        tally = add(tally, Answer.text("A"), A);
        tally = add(tally, Answer.text("A"), B);
        tally = add(tally, Answer.text("who knows"), A);
        tally = add(tally, Answer.failed(), A);
        tally = add(tally, Answer.refused(), A);
        assertThat(tally)
                .isEqualTo(new Tally(
                        2,
                        1,
                        1,
                        1,
                        Map.of("mcq", new CorrectCount(3, 1)),
                        new ClassTally(Map.of("A", new CorrectCount(2, 1), "B", new CorrectCount(1, 0)))));
        assertThat(tally.items()).isEqualTo(5);
    }

    @Test
    void mergingPartsEqualsCountingTheWhole() {
        List<Truth> truths = List.of(A, B, B, A, B, A, A);
        Tally whole = Tally.NONE;
        Tally odd = Tally.NONE;
        Tally even = Tally.NONE;
        for (int i = 0; i < truths.size(); i++) {
            whole = add(whole, Answer.text("A"), truths.get(i));
            odd = i % 2 == 1 ? add(odd, Answer.text("A"), truths.get(i)) : odd;
            even = i % 2 == 0 ? add(even, Answer.text("A"), truths.get(i)) : even;
        }
        assertThat(odd.merge(even)).isEqualTo(whole).isEqualTo(even.merge(odd));
        assertThat(whole.merge(Tally.NONE)).isEqualTo(whole);
    }

    @Test
    void countingManyEqualsAddingOneByOne() {
        Tally.Counter counter = new Tally.Counter();
        Tally oneByOne = Tally.NONE;
        for (Answer answer : List.of(Answer.text("A"), Answer.text("?"), Answer.failed(), Answer.refused())) {
            counter.add(answer.status(), "B", Judge.judge(Task.MULTIPLE_CHOICE, answer, B));
            oneByOne = add(oneByOne, answer, B);
        }
        assertThat(counter.tally()).isEqualTo(oneByOne);
    }

    @Test
    void rulesKeepTheirOrder() {
        Truth ant = Truth.of("ant");
        Tally tally = Tally.NONE.add(
                Answer.text("ant").status(), "ant", Judge.judge(Task.OPEN_WORLD, Answer.text("ant"), ant));
        assertThat(tally.rules().keySet()).containsExactly("label-inclusion", "word-inclusion", "exact");
    }

    @Test
    void meanPerClassRecallWeighsEveryClassTheSame() {
        ClassTally classes = new ClassTally(Map.of("many", new CorrectCount(99, 99), "one", new CorrectCount(1, 0)));
        assertThat(classes.meanRecall()).hasValueCloseTo(0.5, within(1e-15));
    }

    @Test
    void whatHasNoItemsIsUndefinedAndNotZero() {
        assertThat(ClassTally.NONE.meanRecall()).isEmpty();
        assertThat(new ClassTally(Map.of("none", CorrectCount.NONE)).meanRecall())
                .isEmpty();
        assertThat(CorrectCount.NONE.accuracy()).isEmpty();
        assertThat(CorrectCount.NONE.interval()).isEmpty();
    }

    @Test
    void impossibleCountsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CorrectCount(3, 4))
                .withMessage("correct must be between 0 and n = 3, got 4");
        assertThatIllegalArgumentException().isThrownBy(() -> new Tally(-1, 0, 0, 0, Map.of(), ClassTally.NONE));
    }

    private static Tally add(Tally tally, Answer answer, Truth truth) {
        return tally.add(answer.status(), truth.label(), Judge.judge(Task.MULTIPLE_CHOICE, answer, truth));
    }
}
