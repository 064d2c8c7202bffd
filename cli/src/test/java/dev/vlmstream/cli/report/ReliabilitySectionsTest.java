package dev.vlmstream.cli.report;

import static dev.vlmstream.cli.report.TestRuns.rows;
import static dev.vlmstream.cli.report.TestRuns.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.cli.report.results.ReportedRate;
import dev.vlmstream.cli.report.results.RunResult;
import dev.vlmstream.cli.report.results.Section;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReliabilitySectionsTest {
    private static final String CLIP = """
            {"model": "clip", "task": "zero-shot", "primaryRule": "top1", "reliability": {"n": 10,
              "expectedCalibrationError": 0.0312, "brier": 0.15, "bins": [
                {"from": 0, "to": 0.5, "confidence": 0.4, "answers": {"n": 4, "correct": 1, "accuracy": 0.25}},
                {"from": 0.5, "to": 0.75, "confidence": null, "answers": {"n": 0, "correct": 0, "accuracy": null}},
                {"from": 0.75, "to": 1, "confidence": 0.9, "answers": {"n": 6, "correct": 6, "accuracy": 1}}]}}""";
    private static final String VLM =
            "{\"model\": \"vlm\", \"task\": \"open-world\", \"primaryRule\": \"label-inclusion\", \"reliability\": null}";

    private final RunResult run = run("r", "open-world", "", CLIP + "," + VLM);

    @Test
    void answersWithoutAProbabilityHaveNoRow() {
        assertThat(rows(ReliabilitySections.scores(List.of(run))))
                .containsExactly("d | clip | zero-shot | r | 10 | 70.0 % | 70.0 % | 3.1 | 0.150");
    }

    @Test
    void aRowOfTheDiagramIsABinWithAnswers() {
        Section bins = ReliabilitySections.bins(List.of(run));

        assertThat(rows(bins))
                .containsExactly(
                        "d | clip | r | 0.0–50.0 | 4 | 40.0 % | 25.0 % | 4.6–69.9",
                        "d | clip | r | 75.0–100.0 | 6 | 90.0 % | 100.0 % | 61.0–100.0");
        assertThat(bins.lines()).extracting(ReportedRate::setting).contains("zero-shot, confidence 75.0–100.0 %");
    }

    @Test
    void whereNoModelHasProbabilitiesThereIsNoSuchSection() {
        List<RunResult> words = List.of(run("w", "open-world", "", VLM));

        assertThat(ReliabilitySections.scores(words).isEmpty()).isTrue();
        assertThat(ReliabilitySections.bins(words).isEmpty()).isTrue();
    }
}
