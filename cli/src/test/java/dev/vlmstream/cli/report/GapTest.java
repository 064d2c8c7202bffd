package dev.vlmstream.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.cli.report.figures.ModelMark;
import dev.vlmstream.cli.report.figures.RowPlot;
import dev.vlmstream.rest.metrics.GapTable.GapRow;
import dev.vlmstream.rest.metrics.PairedMetrics;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GapTest {
    /** CLIP is right on 70 of 100 items among all classes, and on 98 of them among five. */
    @Test
    void eachRowDrawsTheReferenceThatItIsComparedWith() {
        Gap gap = new Gap(
                "emoji",
                "clip",
                List.of(
                        row("zero", "clip", 70, null),
                        row("open", "vlm", 40, paired("zero", 38, 32)),
                        row("five", "vlm", 61, paired("five", 60, 38))));

        RowPlot plot = (RowPlot)
                Gap.section(List.of(gap), base -> new ModelMark(1, 0)).figures().get(0);

        assertThat(plot.groups())
                .flatExtracting(RowPlot.Group::rows)
                .extracting(RowPlot.Row::reference)
                .containsExactly(null, "70.0%", "98.0%");
    }

    private static GapRow row(String run, String model, long correct, @Nullable PairedMetrics paired) {
        return new GapRow(
                run,
                model,
                model,
                "zero-shot",
                run,
                null,
                false,
                true,
                100,
                correct,
                correct / 100.0,
                0.0,
                1.0,
                run,
                paired);
    }

    private static PairedMetrics paired(String run, long bothRight, long onlySecond) {
        return new PairedMetrics(
                run,
                "clip",
                List.of(),
                null,
                100,
                bothRight,
                1,
                onlySecond,
                0,
                0.0,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
