package dev.vlmstream.cli.report;

import static dev.vlmstream.cli.report.TestRuns.rows;
import static dev.vlmstream.cli.report.TestRuns.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.cli.report.results.RunResult;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricSectionsTest {
    @Test
    void whateverTheServiceMeasuresOfAModelHasARowWhereItIsDefined() {
        RunResult run = run("r", "zero-shot", "", """
                {"model": "m", "metrics": [
                  {"id": "top1", "title": "top1", "of": "rule", "value": 0.5, "format": "percent"},
                  {"id": "new", "title": "a new one", "of": "model", "value": 0.25, "low": 0.1, "high": 0.4, "n": 12,
                    "format": "percent", "help": "Something"},
                  {"id": "other", "title": "another", "of": "model", "value": null, "format": "number", "help": "Else"}]}""");

        assertThat(rows(MetricSections.every(List.of(run))))
                .containsExactly("d | m | r | a new one | 12 | 25.0 % | 10.0 % to 40.0 % | Something");
    }

    @Test
    void withoutAnyThereIsNoSuchSection() {
        assertThat(MetricSections.every(List.of(run("r", "zero-shot", "", "{\"model\": \"m\"}")))
                        .isEmpty())
                .isTrue();
    }
}
