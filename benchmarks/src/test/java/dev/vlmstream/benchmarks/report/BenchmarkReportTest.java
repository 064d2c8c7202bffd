package dev.vlmstream.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.benchmarks.measure.Rates;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkReportTest {
    private static final Rates OURS = new Rates("ours", "images/s", List.of(90.0, 110.0, 100.0));
    private static final Rates THEIRS = new Rates("theirs", "images/s", List.of(80.0));

    private static BenchmarkReport report(Rates yardstick, Goal goal) {
        return BenchmarkReport.of("embed", Map.of("items", 3), List.of(new Comparison("embed", OURS, yardstick, goal)));
    }

    @Test
    void aRowHasBothSidesTheirRatioAndTheGoal() {
        assertThat(BenchmarkReport.markdown(List.of(report(THEIRS, Goal.ratio(1.0)))))
                .contains("| embed | ours: 100.0 images/s (90.0–110.0) | theirs: 80.0 images/s (80.0–80.0) | 1.25 |"
                        + " ratio ≥ 1.0 ✓ |");
    }

    @Test
    void aMissedGoalIsMarked() {
        assertThat(BenchmarkReport.markdown(List.of(report(THEIRS, Goal.rate(200)))))
                .contains("≥ 200 images/s ✗");
    }

    @Test
    void withoutAYardstickNoGoalIsMetOrMissed() {
        assertThat(BenchmarkReport.markdown(List.of(report(null, Goal.ratio(1.0)))))
                .contains("| not measured | – | ratio ≥ 1.0 |");
    }

    @Test
    void theFileHoldsSamplesSettingsAndMachine(@TempDir Path directory) throws Exception {
        report(THEIRS, Goal.ratio(1.0)).write(directory, 0.25);
        JsonNode json =
                new ObjectMapper().readTree(directory.resolve("embed.json").toFile());
        assertThat(json.at("/comparisons/0/ours/samples")).hasSize(3);
        assertThat(json.at("/comparisons/0/met").asBoolean()).isTrue();
        assertThat(json.at("/settings/items").asInt()).isEqualTo(3);
        assertThat(json.at("/machine/cores").asInt()).isPositive();
        assertThat(json.at("/loadBefore").asDouble()).isEqualTo(0.25);
    }
}
