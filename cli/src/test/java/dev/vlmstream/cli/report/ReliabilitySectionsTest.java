package dev.vlmstream.cli.report;

import static dev.vlmstream.cli.report.TestRuns.rows;
import static dev.vlmstream.cli.report.TestRuns.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.cli.report.figures.Chart;
import dev.vlmstream.cli.report.figures.ModelMark;
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
            {"from": 0.75, "to": 1, "confidence": 0.9, "answers": {"n": 6, "correct": 6, "accuracy": 1}}],
          "equalMass": [%s]}}\
        """;
    private static final String VLM =
            "{\"model\": \"vlm\", \"task\": \"open-world\", \"primaryRule\": \"label-inclusion\", \"reliability\":"
                    + " null}";

    private final RunResult run = run("r", "open-world", "", CLIP.formatted("") + "," + VLM);

    @Test
    void answersWithoutAProbabilityHaveNoRow() {
        assertThat(rows(ReliabilitySections.scores(List.of(run))))
                .containsExactly("d | clip | zero-shot | r | 10 | 70.0 % | 70.0 % | 3.1 | 0.150");
    }

    @Test
    void theDiagramHasTheServicesBinsAndALineThroughThem() {
        Section bins = bins("""
            {"from": 0.01, "to": 0.22, "confidence": 0.115, "answers": {"n": 22, "correct": 0}},
            {"from": 0.22, "to": 0.45, "confidence": 0.34, "answers": {"n": 23, "correct": 23}}
            """);

        assertThat(rows(bins))
                .containsExactly(
                        "d | clip | r | 1.0–22.0 | 22 | 11.5 % | 0.0 % | 0.0–14.9",
                        "d | clip | r | 22.0–45.0 | 23 | 34.0 % | 100.0 % | 85.7–100.0");
        assertThat(bins.lines()).extracting(ReportedRate::setting).contains("zero-shot, confidence 22.0–45.0 %");
        Chart chart = (Chart) bins.figures().get(0);
        assertThat(chart.caption()).isEqualTo("45 answers in 2 bins of 22 to 23.");
        assertThat(chart.series()).singleElement().satisfies(series -> {
            assertThat(series.points()).hasSize(2);
            assertThat(series.path()).startsWith("M").contains("L");
        });
    }

    @Test
    void noLineGoesThroughABinOfOneAnswer() {
        Chart chart =
                (Chart) bins("{\"from\": 0, \"to\": 1, \"confidence\": 0.5, \"answers\": {\"n\": 1, \"correct\": 1}}")
                        .figures()
                        .get(0);

        assertThat(chart.caption()).isEqualTo("1 answer in one bin.");
        assertThat(chart.series()).singleElement().satisfies(series -> {
            assertThat(series.points()).hasSize(1);
            assertThat(series.path()).isNull();
        });
    }

    private static Section bins(String equalMass) {
        return ReliabilitySections.bins(
                List.of(run("r", "open-world", "", CLIP.formatted(equalMass) + "," + VLM)),
                model -> ModelMark.of(null));
    }

    @Test
    void whereNoModelHasProbabilitiesThereIsNoSuchSection() {
        List<RunResult> words = List.of(run("w", "open-world", "", VLM));

        assertThat(ReliabilitySections.scores(words).isEmpty()).isTrue();
        assertThat(ReliabilitySections.bins(words, model -> ModelMark.of(null)).isEmpty())
                .isTrue();
    }
}
