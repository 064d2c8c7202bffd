package dev.vlmstream.cli.report;

import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.cli.report.results.Rate;
import dev.vlmstream.cli.report.results.Rate.PairedDifference;
import dev.vlmstream.cli.report.results.RunResult;
import dev.vlmstream.cli.report.results.Section;
import dev.vlmstream.rest.metrics.PairedMetrics;
import java.util.List;

/** Models of one run against each other, on the items that both answered. */
final class PairSection {
    private PairSection() {}

    static Section of(List<RunResult> runs) {
        TextTable table = new TextTable(
                "run", "pair", ">n", ">difference, points", ">only one right", ">p", ">p (Holm)", ">items needed");
        for (RunResult run : runs) {
            for (PairedMetrics pair : run.pairs()) {
                table.row(
                        run.run(),
                        pair.first() + " − " + pair.second(),
                        pair.n(),
                        new PairedDifference("", pair).differenceText(),
                        pair.onlyFirst() + " : " + pair.onlySecond(),
                        PairedDifference.p(pair.p()),
                        PairedDifference.p(pair.adjusted()),
                        pair.itemsNeeded() == null ? Rate.UNDEFINED : pair.itemsNeeded());
            }
        }
        return new Section(
                "Paired differences between models",
                "The difference of the pair with its 95 % interval; only one right: the items that the one and that the"
                        + " other alone got right; p: exact McNemar, of rules that give part credit Student's paired t"
                        + " test, and after Holm's correction for the pairs of the run; items needed to see this"
                        + " difference with power 0.8.",
                List.of(),
                table);
    }
}
