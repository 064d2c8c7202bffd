package dev.vlmstream.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.cli.rest.Sparse;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputTest {
    private static final String RUN = "{\"run\":\"r\",\"task\":\"open-world\",\"models\":[{\"model\":\"m\","
            + "\"task\":\"zero-shot\",\"failed\":1,\"unparsed\":0,\"refused\":0,\"primaryRule\":\"top1\",\"rules\":{"
            + "\"top1\":{\"n\":4,\"correct\":2,\"accuracy\":0.5,\"low\":0.15,\"high\":0.85}},\"metrics\":[{\"id\":\"top1\",\"of\":\"rule\",\"format\":\"percent\","
            + "\"value\":0.5,\"low\":0.1,\"high\":0.9,\"interval\":\"any-time\"}]},"
            + "{\"model\":\"silent\",\"task\":\"open-world\",\"primaryRule\":null,\"rules\":{},\"failed\":0,\"unparsed\":0,\"refused\":0}]}";

    @Test
    void aSummaryHasTheIntervalAndADashWhereThereIsNoNumber() {
        List<String> lines = MetricsTable.summary(List.of(Sparse.metrics(RUN))).lines();
        assertThat(lines.get(1)).contains("zero-shot", "top1", "50.0 %", "10.0–90.0");
        assertThat(lines.get(2)).contains("silent", "open-world", "–");
    }

    private static final String MEASURED = """
            {"task": "zero-shot", "models": [
              {"model": "clip", "task": "zero-shot", "answered": 9, "failed": 1, "unparsed": 0, "refused": 0, "metrics": [
                {"id": "top1", "title": "top1", "of": "rule", "value": 0.5, "low": 0.21, "high": 0.79, "level": 0.95, "n": 8,
                  "correct": 4, "format": "percent"},
                {"id": "anls", "title": "anls", "of": "rule", "value": 0.25, "low": 0.1, "high": 0.4, "n": 8,
                  "format": "grade"},
                {"id": "f1", "title": "f1", "of": "rule", "value": null, "format": "percent"},
                {"id": "expectedCalibrationError", "title": "expected calibration error", "of": "model", "value": 0.0312,
                  "n": 9, "format": "percent"},
                {"id": "brier", "title": "Brier score", "of": "model", "value": 0.15, "n": 9, "format": "number"},
                {"id": "tokens", "title": "tokens", "of": "model", "value": 3287, "format": "count"},
                {"id": "itemsPerSecond", "title": "items per second", "of": "model", "value": 49.57, "format": "per-second"},
                {"id": "cost", "title": "cost", "of": "model", "value": 0.5, "format": "usd"}]},
              {"model": "vlm", "task": "open-world", "answered": 9, "failed": 0, "unparsed": 2, "refused": 0, "metrics": [
                {"id": "brier", "title": "Brier score", "of": "model", "value": null, "n": 0, "format": "number"}]},
              {"model": "silent", "task": "zero-shot", "answered": 0, "failed": 0, "unparsed": 0, "refused": 0, "metrics": []}]}""";

    @Test
    void everyDefinedMetricUnderARuleIsARowAndAModelWithoutAnyHasDashes() {
        assertThat(MetricsTable.rules(Sparse.metrics(MEASURED)).csv())
                .containsExactly(
                        "model,task,rule,n,correct,accuracy,low,high,failed,unparsed,refused",
                        "clip,zero-shot,top1,8,4,50.0 %,21.0 %,79.0 %,1,0,0",
                        "clip,zero-shot,anls,8,–,25.0 %,10.0 %,40.0 %,1,0,0",
                        "vlm,open-world,–,–,–,–,–,–,0,2,0",
                        "silent,zero-shot,–,–,–,–,–,–,0,0,0");
    }

    @Test
    void everyDefinedMetricOfAModelIsARowAsItsFormatSays() {
        assertThat(MetricsTable.models(Sparse.metrics(MEASURED)).csv())
                .containsExactly(
                        "model,metric,n,value,low,high",
                        "clip,expected calibration error,9,3.1 %,–,–",
                        "clip,Brier score,9,0.150,–,–",
                        "clip,tokens,–,3287,–,–",
                        "clip,items per second,–,49.6/s,–,–",
                        "clip,cost,–,0.5000 USD,–,–");
    }

    @Test
    void asCsvBothAreInOneTable() {
        assertThat(MetricsTable.every(Sparse.metrics(MEASURED)).csv())
                .hasSize(1 + 7 + 1 + 1)
                .contains("clip,zero-shot,expected calibration error,9,–,3.1 %,–,–,1,0,0")
                .endsWith("silent,zero-shot,–,–,–,–,–,–,0,0,0");
    }

    @Test
    void aJudgesLineSaysHowFarItIsHowItAgreesAndWhatItCost() {
        var run = Sparse.metrics("""
                {"models": [{"model": "m", "primaryRule": "label-inclusion", "verdicts": {"llm-judge": {"answers": 9,
                    "given": 7, "unparsed": 1, "refused": 0, "failed": 0, "cost": 0.5,
                    "agreement": {"share": 0.75, "kappa": null}},
                  "semantic": {"answers": 9, "given": 0, "agreement": {"share": null}}}}]}""");
        assertThat(MetricsTable.judging(run))
                .containsExactly(
                        "m, llm-judge: judged 8 of 9, 1 unparsed, 0.5000 USD, agrees with label-inclusion in 75.0 % (kappa"
                                + " undefined)",
                        "m, semantic: judged 0 of 9");
    }

    @Test
    void theSameTableAsMarkdownAndCsv() {
        TextTable table = new TextTable("a", ">b").row("x, y", 7);
        assertThat(table.markdown()).containsExactly("| a | b |", "|---|---:|", "| x, y | 7 |");
        assertThat(table.csv()).containsExactly("a,b", "\"x, y\",7");
    }

    @Test
    void progressIsABarOnATerminalAndOneLineElsewhere() {
        StringWriter terminal = new StringWriter();
        Progress bar = new Progress(new PrintWriter(terminal), "pushing", true);
        bar.show(1, 2, "");
        bar.finish(2, 2, "");
        assertThat(terminal.toString()).contains("\r", "█", "1 of 2", "2 of 2");
        StringWriter file = new StringWriter();
        Progress plain = new Progress(new PrintWriter(file), "pushing", false);
        plain.show(1, 2, "");
        plain.finish(2, 2, "1 failed");
        assertThat(file.toString()).isEqualToNormalizingNewlines("pushing: 2 of 2, 1 failed\n");
    }
}
