package dev.vlmstream.evaluation.verdicts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    void whatDoesNotIsRefused() {
        assertThatThrownBy(() -> new JudgeSettings(Map.of("bleu", "x"), null, Map.of()))
                .hasMessage("no rule 'bleu' for a judge; there are semantic, concept, llm-judge");
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
