package dev.vlmstream.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.cli.rest.Sparse;
import dev.vlmstream.cli.watch.RunLines.Throughput;
import dev.vlmstream.rest.metrics.RunMetrics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RunLinesTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final RunLines lines = new RunLines();

    @Test
    void aModelHasItsBarAccuracyPaceTimeLeftAndTroubles() {
        lines.of(metrics(20, 0), 120, 0);
        List<String> later = lines.of(metrics(50, 5), 120, 3 * SECOND);
        assertThat(later.get(0)).isEqualTo("r · open-world · 105 items");
        assertThat(later.get(1))
                .startsWith("  vlm  ██████████████")
                .contains("55/105", "40.0 % (23.9–58.0)", "11.7/s, 4 s left")
                .endsWith("5 failed");
    }

    @Test
    void linesGetShorterWithTheTerminal() {
        String narrow = lines.of(metrics(105, 0), 80, 0).get(1);
        assertThat(narrow).contains("  ████████  ").contains("105/105").doesNotContain("left");
        assertThat(narrow.length()).isLessThan(80);
    }

    @Test
    void aNarrowTerminalGetsMoreLinesAndLosesNothing() {
        lines.of(metrics(20, 0), 40, 0);
        List<String> narrow = lines.of(metrics(50, 5), 40, 3 * SECOND);
        assertThat(narrow)
                .containsExactly(
                        "r · open-world · 105 items",
                        "  vlm  ████░░░░   55/105",
                        "    40.0 % (23.9–58.0)",
                        "    11.7/s, 4 s left      5 failed");
    }

    @Test
    void ofMoreLinesThanTheScreenHasTheRestIsCountedAndTheFooterStays() {
        List<String> below = List.of("", "Ctrl-C stops");
        assertThat(Screen.fitting(List.of("a", "b", "c", "d"), below, 5))
                .containsExactly("a", "b", "… 2 lines more", "", "Ctrl-C stops");
        assertThat(Screen.fitting(List.of("a", "b", "c"), below, 5)).containsExactly("a", "b", "c", "", "Ctrl-C stops");
        assertThat(Screen.fitting(List.of("a", "b"), below, 1)).hasSize(1);
    }

    @Test
    void paceIsOfTheLastHalfMinute() {
        Throughput pace = new Throughput();
        assertThat(pace.perSecond()).isEmpty();
        for (int second = 0; second <= 100; second++) {
            pace.at(second * SECOND, second < 50 ? 0 : (second - 50) * 4L);
        }
        assertThat(pace.perSecond()).hasValue(4);
    }

    @Test
    void aRunThatWillNeverBeCompleteSaysWhy() {
        String problem = "125 of 100 items: more than the manifest says";
        RunMetrics metrics = Sparse.metrics("""
                {"run": "r", "task": "open-world", "items": 100, "complete": false, "problem": "%s", "models": []}
                """.formatted(problem));

        assertThat(lines.of(metrics, 120, 0)).containsExactly("r · open-world · 100 items · " + problem);
    }

    @Test
    void aCompleteRunSaysWhatFailedAndWhoWasNotAsked() {
        RunMetrics metrics = Sparse.metrics("""
                {"run": "r", "task": "open-world", "items": 1500, "complete": true, "absent": ["gone"], "models": [
                 {"model": "a", "answered": 1498, "failed": 2, "rules": {}},
                 {"model": "b", "answered": 500, "failed": 1000, "rules": {}}]}
                """);

        assertThat(lines.of(metrics, 120, 0).get(0))
                .isEqualTo("r · open-world · 1500 items · complete, 1,002 failed, not asked: gone");
    }

    @Test
    void timeIsToldInUnitsOfItsSize() {
        assertThat(RunLines.time(Duration.ofSeconds(59))).isEqualTo("59 s");
        assertThat(RunLines.time(Duration.ofSeconds(61))).isEqualTo("1:01 min");
        assertThat(RunLines.time(Duration.ofMinutes(125))).isEqualTo("2:05 h");
    }

    private static RunMetrics metrics(int answered, int failed) {
        return Sparse.metrics("""
                {"run": "r", "task": "open-world", "items": 105, "complete": false, "models": [
                 {"model": "vlm", "answered": %d, "failed": %d, "unparsed": 0, "refused": 0,
                  "primaryRule": "label-inclusion",
                  "rules": {"label-inclusion": {"n": 50, "correct": 20, "accuracy": 0.4, "low": 0.276, "high": 0.538}},
                  "metrics": [{"id": "label-inclusion", "title": "label-inclusion", "of": "rule", "format": "percent",
                               "value": 0.4, "low": 0.239, "high": 0.580, "interval": "any-time"}]}]}
                """.formatted(answered, failed));
    }
}
