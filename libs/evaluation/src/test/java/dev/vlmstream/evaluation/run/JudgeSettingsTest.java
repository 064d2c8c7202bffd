package dev.vlmstream.evaluation.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.tasks.ShippedTasks;
import dev.vlmstream.evaluation.tasks.TaskDefinition;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JudgeSettingsTest {

    @Test
    void whatFitsTogetherIsTaken() {
        JudgeSettings settings = new JudgeSettings(
                Map.of("semantic", "minilm", "llm-judge", "gpt"), "{label}? {answer}", Map.of("semantic", 0.5));

        assertThat(settings.judges()).containsEntry("llm-judge", "gpt");
        assertThat(JudgeSettings.NONE.judges()).isEmpty();
    }

    @Test
    void judgesAreForAnswersInWordsAndCosinesForWordsThatAnswer() {
        JudgeSettings cosine = new JudgeSettings(Map.of("semantic", "minilm"), null, Map.of());
        JudgeSettings model = new JudgeSettings(Map.of("llm-judge", "gpt"), null, Map.of());

        assertThat(cosine.requireFit(Task.OPEN_WORLD, null)).isSameAs(cosine);
        for (TaskDefinition benchmark : ShippedTasks.all()) {
            assertThat(model.requireFit(Task.QUESTION_ANSWERING, benchmark)).isSameAs(model);
        }
        assertThat(cosine.requireFit(Task.QUESTION_ANSWERING, ShippedTasks.of("textvqa")))
                .isSameAs(cosine.requireFit(Task.QUESTION_ANSWERING, ShippedTasks.of("docvqa")));
        assertThatThrownBy(() -> cosine.requireFit(Task.QUESTION_ANSWERING, ShippedTasks.of("chartqa")))
                .hasMessage("the rule semantic compares wordings; the right answers of chartqa are letters, numbers, or"
                        + " yes and no. llm-judge can judge them");
        assertThatThrownBy(() -> model.requireFit(Task.MULTIPLE_CHOICE, null))
                .hasMessage("the rule llm-judge judges answers in words; the task multiple-choice has none");
    }

    @Test
    void whatDoesNotIsRefused() {
        assertThatThrownBy(() -> new JudgeSettings(Map.of("bleu", "x"), null, Map.of()))
                .hasMessage("unknown judge rule 'bleu'; known judge rules: semantic, concept, llm-judge");
        assertThatThrownBy(() -> new JudgeSettings(Map.of("semantic", " "), null, Map.of()))
                .hasMessageContaining("needs the name of the bundle");
        assertThatThrownBy(() -> new JudgeSettings(Map.of("semantic", "x"), null, Map.of("concept", 0.5)))
                .hasMessage("there is a threshold for concept and no judge");
        assertThatThrownBy(() -> new JudgeSettings(Map.of("semantic", "x"), null, Map.of("semantic", 5.0)))
                .hasMessageContaining("must be a cosine");
        assertThatThrownBy(() -> new JudgeSettings(Map.of("semantic", "x"), "{label} {answer}", Map.of()))
                .hasMessageContaining("no judge for the rule llm-judge");
        assertThatThrownBy(() -> new JudgeSettings(Map.of("llm-judge", "x"), "{label}", Map.of()))
                .hasMessageContaining("needs {answer}");
    }
}
