package dev.vlmstream.evaluation.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vlmstream.evaluation.Recorded;
import dev.vlmstream.evaluation.judging.Answer;
import dev.vlmstream.evaluation.judging.ComputedRule;
import dev.vlmstream.evaluation.judging.Grade;
import dev.vlmstream.evaluation.judging.Truth;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers as no model gives them: each is judged, and none takes the stack or the evening. */
class HostileAnswersTest {
    /** In parts that repeated are what the expressions and searches of these rules go over again and again at worst. */
    static final List<String> PARTS = List.of(
            "1",
            "1,",
            "111,",
            "1.",
            ".1",
            "1e",
            "1e1",
            "-1",
            "1_",
            "a",
            "A",
            "A ",
            "(A",
            ". ",
            "..",
            "answer",
            "answer ",
            "answer is ",
            "answer is *",
            " ",
            "\n",
            "=",
            "is ",
            "so \n",
            "yes ",
            "no",
            ",",
            "\u0130",
            "\ud83d\ude00",
            "\ud83d",
            "The answer is A.",
            "\u3000",
            "\u0000",
            "選",
            "the answer is",
            "٣",
            "the choice is ");

    static Stream<ComputedRule> rules() {
        return Stream.of(
                VlmEvalKitChoice.RULE,
                LmmsChoice.RULE,
                LmmsLetter.RULE,
                Letters.SEED_BENCH,
                Letters.EQUAL,
                Letters.SCIENCE_QA,
                Letters.SCIENCE_QA_LMMS,
                ExactMatch.GQA,
                ExactMatch.EXACT_MATCH,
                VqaV2.OFFICIAL,
                VqaV2.LMMS,
                YesNo.MME,
                YesNo.VLMEVALKIT,
                Mmmu.MMMU,
                Mmmu.MMMU_GUESS);
    }

    private static Truth truth(ComputedRule rule, String label, List<String> options) {
        boolean yesNo = rule == YesNo.MME || rule == YesNo.VLMEVALKIT;
        return new Truth(yesNo ? "no" : label, options, Map.of(), List.of(label, "2", "a".repeat(5_000)), null, "A");
    }

    @ParameterizedTest
    @FieldSource("PARTS")
    void aLongAnswerIsJudgedByEveryRule(String part) {
        String long1 = part.repeat(Answer.LONGEST / part.length());
        for (String answer : List.of(long1, "1" + long1 + "x", "answer is" + long1 + "E", " ".repeat(50_000) + long1)) {
            Answer judged = Answer.text(answer).judged();
            for (List<String> options : List.of(List.<String>of(), List.of(part, part + part, "b".repeat(9_000)))) {
                rules().forEach(rule -> assertThat(rule.grade(judged, truth(rule, part.isBlank() ? "A" : part, options))
                                .value())
                        .as(rule.id())
                        .isBetween(0.0, 1.0));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void anEmptyAnswerIsNotRight(ComputedRule rule) {
        for (String nothing : List.of("", " ", "\u00a0", "\t\n", "\u2003")) {
            Grade grade = rule.grade(Answer.text(nothing), truth(rule, "B", List.of("red", "blue")));
            // Of mmmu-guess the letter that was drawn is not the right one.
            assertThat(grade.value()).as(rule.id()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theLabelByItselfIsRight(ComputedRule rule) {
        boolean words = rule == ExactMatch.GQA || rule.isGraded();
        for (String label : words ? List.of("red", "cat") : List.of("A", "B")) {
            Truth truth = truth(rule, label, List.of("red", "blue"));
            Truth people = new Truth(label, List.of(), Map.of(), Collections.nCopies(10, label), null, null);
            assertThat(rule.grade(Answer.text(truth.label()), rule.isGraded() ? people : truth)
                            .isRight())
                    .as(rule.id())
                    .isTrue();
        }
    }

    /** Whatever is written, a letter that is read is one of the options'. */
    @Test
    void lettersAreThoseOfOptions() {
        Random random = new Random(1);
        String letters = "ABCDEFGHabz .,:()*\n";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder answer = new StringBuilder(random.nextInt(3) == 0 ? "answer is " : "");
            for (int c = random.nextInt(12); c > 0; c--) {
                answer.append(letters.charAt(random.nextInt(letters.length())));
            }
            List<String> options = List.of("red", "blue", "x").subList(0, 2 + random.nextInt(2));
            List<String> known = List.of("A", "B", "C").subList(0, options.size());
            String text = answer.toString();
            assertThat(VlmEvalKitChoice.parse(text, options).stream()).as(text).allMatch(known::contains);
            assertThat(LmmsLetter.parse(text, options.size()).stream()).as(text).allMatch(known::contains);
            assertThat(Letters.scienceQa(text, options.size()).stream())
                    .as(text)
                    .allMatch(known::contains);
        }
    }

    /** A case is not two: what differs from an answer in white space around it alone is read as that is. */
    @Test
    void spacesAroundAnAnswerDoNotMatterWhereTheOriginalStripsThem() {
        for (var line : Recorded.lines("recorded/benchmarks/choices.jsonl.gz")) {
            String answer = line.get("answer").textValue();
            List<String> options = Recorded.texts(line.get("options"));
            assertThat(LmmsLetter.parse("\n " + answer + "\t", 4)).isEqualTo(LmmsLetter.parse(answer, 4));
            assertThat(YesNo.vlmEvalKit("\n" + answer + "\n")).isEqualTo(YesNo.vlmEvalKit(answer));
            assertThat(LmmsChoice.parse("  " + answer, options)).isEqualTo(LmmsChoice.parse(answer, options));
        }
    }

    @Test
    void aLabelThatIsNeitherYesNorNoIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> YesNo.MME.grade(Answer.text("yes"), Truth.of("maybe")))
                .withMessage("the label must be yes or no, got 'maybe'");
    }
}
