package dev.vlmstream.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputTest {
    private static final String RUN = "{\"run\":\"r\",\"task\":\"open-world\",\"models\":[{\"model\":\"m\","
            + "\"task\":\"zero-shot\",\"failed\":1,\"unparsed\":0,\"refused\":0,\"primaryRule\":\"top1\",\"rules\":{"
            + "\"top1\":{\"n\":4,\"correct\":2,\"accuracy\":0.5,\"low\":0.15,\"high\":0.85}}},"
            + "{\"model\":\"silent\",\"primaryRule\":null,\"rules\":{},\"failed\":0,\"unparsed\":0,\"refused\":0}]}";

    @Test
    void aSummaryHasTheIntervalAndADashWhereThereIsNoNumber() throws Exception {
        List<String> lines =
                MetricsTable.summary(List.of(Json.MAPPER.readTree(RUN))).lines();
        assertThat(lines.get(1)).contains("zero-shot", "top1", "50.0 %", "35.0", "15.0–85.0");
        assertThat(lines.get(2)).contains("silent", "open-world", "–");
    }

    @Test
    void calibrationIsUndefinedOfAnswersWithoutAProbability() throws Exception {
        var run = Json.MAPPER.readTree("""
                {"models": [{"model": "clip", "answered": 9, "reliability": {"n": 9, "expectedCalibrationError": 0.0312,
                    "brier": 0.15, "bins": [{}, {}]}},
                  {"model": "vlm", "answered": 9, "reliability": null}, {"model": "silent", "answered": 0}]}""");
        assertThat(MetricsTable.reliability(run).csv())
                .containsExactly(
                        "model,with a probability,expected calibration error,bins,Brier",
                        "clip,9,3.1 %,2,0.150",
                        "vlm,0,undefined,–,undefined");
    }

    @Test
    void aJudgesLineSaysHowFarItIsHowItAgreesAndWhatItCost() throws Exception {
        var run = Json.MAPPER.readTree("""
                {"models": [{"model": "m", "primaryRule": "label-inclusion", "verdicts": {"llm-judge": {"answers": 9, "given": 7,
                    "unparsed": 1, "refused": 0, "failed": 0, "cost": 0.5, "agreement": {"share": 0.75, "kappa": null}},
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
