package dev.vlmstream.cli.report;

import dev.vlmstream.cli.report.results.ProbeResult;
import dev.vlmstream.cli.report.results.PublishedValues;
import dev.vlmstream.cli.report.results.ReportedRate;
import dev.vlmstream.cli.report.results.Section;
import dev.vlmstream.evaluation.rules.TopK;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Probes: what a linear layer reads from a model's features. Their numbers are files, since no service trains them. */
final class ProbeSection {
    private ProbeSection() {}

    static Section of(List<ProbeResult> probes) {
        return Section.of(
                "Probes",
                "Trained on features of other items than those of n. The best epoch is that of the very items that are judged,"
                        + " which is what the study reports: too high; the epoch that the other half of the items chooses gives"
                        + " the honest figure.",
                probes.stream().map(ProbeSection::line).toList());
    }

    private static ReportedRate line(ProbeResult probe) {
        return new ReportedRate(
                probe.dataset(),
                probe.name(),
                probe.model(),
                probe.kind() + " probe, " + probe.features() + probe.epoch(),
                TopK.TOP1.id(),
                probe.rate(),
                0,
                0,
                published(probe),
                Optional.empty());
    }

    private static OptionalDouble published(ProbeResult probe) {
        if (probe.onOthers() || !probe.kind().equals("linear")) {
            return OptionalDouble.empty();
        }
        String setting = "probe-" + probe.features();
        return probe.run()
                .map(run -> run.published(setting, probe.model()))
                .orElseGet(() -> PublishedValues.value(probe.dataset(), setting, probe.model()));
    }
}
