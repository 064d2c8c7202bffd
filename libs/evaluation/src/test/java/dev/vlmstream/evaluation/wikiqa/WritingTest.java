package dev.vlmstream.evaluation.wikiqa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.evaluation.wikiqa.Writing.Rejected;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WritingTest {
    private static final ClassArticles ANT = new ClassArticles("ant", List.of("Ants are insects."));

    @ParameterizedTest
    @CsvSource({
        "Is an ant an insect?, true",
        "Are ants insects?, true",
        "ANT, true",
        "Is this important?, false",
        "Does it live in an ant_hill?, true",
        "Which giant is this?, false",
        "Antelopes?, false"
    })
    void aNameIsFoundAsWordsOfItsOwn(String question, boolean named) {
        assertThat(ReplyReader.names(question, "ant")).isEqualTo(named);
    }

    @Test
    void aRefusalIsAskedAgainAndCounted() {
        Writing writing = new Writing(ANT, 5, 2);
        writing.refused("I may not.");
        assertThat(writing.nextPrompt())
                .hasValueSatisfying(prompt ->
                        assertThat(prompt).contains("This is request 2.", "the reply was a refusal", "five questions"));
        writing.take("neither");
        assertThat(writing.nextPrompt()).isEmpty();
        assertThat(writing.questions()).isEmpty();
        assertThat(writing.rejected())
                .extracting(Rejected::reason)
                .containsExactly(Rejection.REFUSED, Rejection.NO_JSON);
    }

    @Test
    void repliesMadeToHurtAreCountedAndDoNoHarm() {
        Writing writing = new Writing(ANT, 5, 3);
        writing.take("[".repeat(100_000));
        writing.take("{\"questions\": [{}, {\"question\": \"" + "x".repeat(100_000) + "\", \"choices\": [[]]}]}");
        writing.take("{".repeat(50_000) + "}".repeat(50_000));
        assertThat(writing.questions()).isEmpty();
        assertThat(writing.rejected())
                .extracting(Rejected::reason)
                .containsExactly(Rejection.NO_JSON, Rejection.MALFORMED, Rejection.MALFORMED, Rejection.NO_JSON);
        assertThat(writing.rejected()).allMatch(one -> one.text().length() <= 2_001);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "question | choices | [one, two, three, four] | answer | 'B' | 1",
                "question | choices | [one, two, three, four] | answer | 'd' | 3",
                "question | choices | [one, two, three, four] | answer | '(C)' | 2",
                "Question | Choices | [one, two, three, four] | Answer | 'A.' | 0",
                "Question | CHOICES | [one, two, three, four] | Answer | 2 | 2",
                "question | choices | {A: one, B: two, C: three, D: four} | answer | 'C' | 2",
                "question | choices | {A: one, B: two, C: three, D: four} | answer | 3 | 3",
                "question | choices | {d: four, b: two, a: one, c: three} | answer | 'B)' | 1",
            })
    void questionsAreReadInTheWaysThatModelsWriteThem(
            String question, String choices, String texts, String answer, String right, int place) {
        Writing writing = new Writing(ANT, 5, 3);
        writing.take(reply(question, choices, texts, answer, right));
        assertThat(writing.rejected()).isEmpty();
        assertThat(writing.questions())
                .containsExactly(new WrittenQuestion(
                        "What is this object?", List.of("one", "two", "three", "four"), place, "It says so."));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[one, two, three, four] | 'E' | ANSWER_OUT_OF_RANGE",
                "[one, two, three, four] | 'AB' | ANSWER_OUT_OF_RANGE",
                "[one, two, three, four] | '2' | ANSWER_OUT_OF_RANGE",
                "[one, two, three, four] | 'two' | ANSWER_OUT_OF_RANGE",
                "[one, two, three, four] | null | ANSWER_OUT_OF_RANGE",
                "[B, A, AB, O] | 'A' | ANSWER_OUT_OF_RANGE",
                "{A: one, B: two, C: three} | 'A' | NUMBER_OF_CHOICES",
                "{A: one, B: two, C: three, D: four, E: five} | 'A' | NUMBER_OF_CHOICES",
                "{A: one, B: two, C: three, E: four} | 'A' | MALFORMED",
                "{A: one, a: two, B: three, C: four} | 'A' | MALFORMED",
                "{first: one, second: two, third: three, fourth: four} | 0 | MALFORMED",
                "{} | 0 | MALFORMED",
            })
    void whatMayMeanSeveralThingsIsNotRead(String texts, String right, Rejection reason) {
        Writing writing = new Writing(ANT, 5, 3);
        writing.take(reply("question", "choices", texts, "answer", right));
        assertThat(writing.rejected()).extracting(Rejected::reason).containsExactly(reason);
    }

    /** JSON of words without quotes. */
    private static String reply(String question, String choices, String texts, String answer, String right) {
        return "{\"questions\": [{\"%s\": \"What is this object?\", \"%s\": %s, \"%s\": %s, \"Reference\": \"It says so.\"}]}"
                .formatted(
                        question,
                        choices,
                        texts.replaceAll("\\w+", "\"$0\""),
                        answer,
                        right.startsWith("'") ? right.replace('\'', '"') : right);
    }

    @Test
    void replyLettersAreReadByTheirFirstCharacter() {
        assertThat(WrittenQuestion.choice("B. Upright")).hasValue(1);
        assertThat(List.of("", " B", "b", "The answer is B", "E"))
                .allMatch(reply -> WrittenQuestion.choice(reply).isEmpty());
    }

    @Test
    void tooFewImagesAreNamed() {
        assertThatThrownBy(() ->
                        new DatasetDraw(1234, 10, false).requireEnough(List.of("ant"), Map.of("ant", List.of("a.png"))))
                .hasMessage("class \"ant\" has 1 images, fewer than the 10 that are drawn for a question");
    }
}
