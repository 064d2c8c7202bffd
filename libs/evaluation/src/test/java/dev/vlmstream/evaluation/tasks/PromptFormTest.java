package dev.vlmstream.evaluation.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.evaluation.tasks.PromptForm.Parts;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PromptFormTest {
    private static final String SHORT = "Answer the question using a single word or phrase.";

    private static PromptForm form(String template) {
        return new PromptForm(template, "{letter}. {text}", SHORT, null, null, false, List.of());
    }

    private static Parts parts(String question, String... options) {
        return new Parts(question, List.of(options), List.of(), Map.of());
    }

    @Test
    void theInstructionFollowsTheQuestionAndTheWordsThatWereRead() {
        PromptForm form = form(PromptForm.TEMPLATE);
        assertThat(form.question(parts("Who?"), SHORT)).isEqualTo("Who?\n" + SHORT);
        assertThat(form.question(new Parts("Who?", List.of(), List.of("a", "b", "c"), Map.of()), SHORT))
                .isEqualTo("Who?\nReference OCR token: a, b, c\n" + SHORT);
        assertThat(form.question(
                        parts("Which?\n", "egg", "larva"),
                        ShippedTasks.of("ai2d").prompt().instruction()))
                .isEqualTo(
                        "Which?\nA. egg\nB. larva\nAnswer with the option's letter from the given choices directly.");
    }

    @Test
    void aQuestionThatHasItsInstructionIsLeftAlone() {
        String whole = "Who?\nReference OCR token: x\n" + SHORT;
        assertThat(form(PromptForm.TEMPLATE).question(new Parts(whole, List.of(), List.of("x"), Map.of()), SHORT))
                .isEqualTo(whole);
    }

    @Test
    void whatIsInBracketsIsLeftOutWhereAPlaceInItIsEmpty() {
        PromptForm form = form("[Context: {hint}\n]{question}[ ({year}, {place})]");
        assertThat(form.question(new Parts("Who?", List.of(), List.of(), Map.of("hint", "x", "year", "1")), ""))
                .isEqualTo("Context: x\nWho?");
        assertThat(form.question(new Parts("Who?", List.of(), List.of(), Map.of("year", "1", "place", "y")), ""))
                .isEqualTo("Who? (1, y)");
        assertThat(form.fields()).containsExactly("hint", "year", "place");
    }

    @Test
    void whatItemsHoldIsNoTemplate() {
        Parts parts = new Parts("[{hint}] $1 \\ {question}", List.of("{text}"), List.of(), Map.of("hint", "{options}"));
        assertThat(form("{hint}|{question}[|{options}]").question(parts, SHORT))
                .isEqualTo("{options}|[{hint}] $1 \\ {question}|A. {text}");
    }

    @Test
    void aQuestionIsWrittenAsPythonsCapitalizeDoes() {
        PromptForm form = new PromptForm("{question}", "{text}", "", null, null, true, List.of(" Please say."));
        assertThat(form.question(parts("what IS the Brand? Please say."), "")).isEqualTo("What is the brand?");
        assertThat(form.question(parts(" Please say."), "")).isEmpty();
    }
}
