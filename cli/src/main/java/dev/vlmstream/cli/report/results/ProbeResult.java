package dev.vlmstream.cli.report.results;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.offline.TextFile;
import dev.vlmstream.evaluation.rules.TopK;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a probe read from a model's features.
 *
 * @param run empty: one that is not in the report
 * @param name of the run as the file has it, or a dash
 * @param features last, mean, position:N
 * @param kind linear or mlp
 * @param epoch by which its epoch was chosen, in words; empty where the file does not say
 * @param onOthers whether the epoch was chosen on other items than those that are judged
 */
public record ProbeResult(
        Optional<RunResult> run,
        String dataset,
        String name,
        String model,
        String features,
        String kind,
        String epoch,
        boolean onOthers,
        Rate rate) {

    /**
     * Reads what {@code probe --json} wrote: of each file the figure at the best epoch, and the cross-fitted one if it is there.
     *
     * @throws CommandFailure naming a file that lacks a field
     */
    public static List<ProbeResult> read(List<Path> files, List<RunResult> runs) {
        List<ProbeResult> results = new ArrayList<>();
        for (Path file : files) {
            JsonNode probe = TextFile.json(file);
            boolean both = probe.path("crossFitted").isObject();
            results.add(of(file, probe, probe, both ? ", best epoch of these items" : "", runs));
            if (both) {
                results.add(of(file, probe, probe.path("crossFitted"), ", epoch chosen on other items", runs));
            }
        }
        return results;
    }

    private static ProbeResult of(Path file, JsonNode probe, JsonNode counts, String epoch, List<RunResult> runs) {
        for (String field : List.of("model", "features", "n", "correct")) {
            if (!probe.hasNonNull(field)) {
                throw new CommandFailure(file + ": no field \"" + field + "\"; is it what `probe --json` wrote?");
            }
        }
        String name = probe.path("run").asText("–");
        Optional<RunResult> run =
                runs.stream().filter(known -> known.run().equals(name)).findFirst();
        return new ProbeResult(
                run,
                run.map(RunResult::dataset).orElse(probe.path("dataset").asText("–")),
                name,
                probe.path("model").asText(),
                probe.path("features").asText(),
                probe.path("kind").asText("linear"),
                epoch,
                counts != probe,
                new Rate(counts.path("n").asLong(), counts.path("correct").asLong()));
    }

    /** @param published by the study, in percent */
    public ReportedRate line(OptionalDouble published) {
        return new ReportedRate(
                dataset, name, model, kind + " probe, " + features + epoch, TopK.TOP1.id(), rate, published);
    }
}
