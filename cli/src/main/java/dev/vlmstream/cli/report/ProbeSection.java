package dev.vlmstream.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.CommandFailure;
import dev.vlmstream.cli.offline.TextFile;
import dev.vlmstream.evaluation.rules.TopK;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Probes: what a linear layer reads from a model's features. Their numbers are files, since no service trains them. */
final class ProbeSection {
    private ProbeSection() {}

    /** @param files each an object with run, model, features, kind, n and correct; dataset is optional */
    static Section of(List<Path> files, List<RunResult> runs) {
        List<ReportedRate> lines = new ArrayList<>();
        for (Path file : files) {
            JsonNode probe = TextFile.json(file);
            boolean both = probe.path("crossFitted").isObject();
            lines.add(line(file, probe, probe, both ? ", best epoch of these items" : "", runs));
            if (both) {
                lines.add(line(file, probe, probe.path("crossFitted"), ", epoch chosen on other items", runs));
            }
        }
        return Section.of(
                "Probes",
                "Trained on features of other items than those of n. The best epoch is that of the very items that are judged,"
                        + " which is what the study reports: too high; the epoch that the other half of the items chooses gives"
                        + " the honest figure.",
                lines);
    }

    private static ReportedRate line(Path file, JsonNode probe, JsonNode counts, String epoch, List<RunResult> runs) {
        for (String field : List.of("model", "features", "n", "correct")) {
            if (!probe.hasNonNull(field)) {
                throw new CommandFailure(file + ": no field \"" + field + "\"; is it what `probe --json` wrote?");
            }
        }
        String run = probe.path("run").asText("–");
        String dataset = runs.stream()
                .filter(known -> known.run().equals(run))
                .map(RunResult::dataset)
                .findFirst()
                .orElse(probe.path("dataset").asText("–"));
        String model = probe.path("model").asText();
        String features = probe.path("features").asText();
        return new ReportedRate(
                dataset,
                run,
                model,
                probe.path("kind").asText("linear") + " probe, " + features + epoch,
                TopK.TOP1.id(),
                new Rate(counts.path("n").asLong(), counts.path("correct").asLong()),
                0,
                0,
                counts == probe ? PublishedValues.value(dataset, "probe-" + features, model) : OptionalDouble.empty(),
                Optional.empty());
    }
}
