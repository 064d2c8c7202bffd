package dev.vlmstream.cli.export;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.export.RunTables.TableFiles;
import dev.vlmstream.cli.lmmseval.LmmsEvalExport;
import dev.vlmstream.cli.lmmseval.LmmsEvalExport.PushedDataset;
import dev.vlmstream.cli.output.AtomicFile;
import dev.vlmstream.cli.output.OutputPath;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.RunMetrics;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes runs' predictions with their scores, as they come from the scoring service: none is kept in memory.
 *
 * @param model only this one's; null: all
 * @param out for text that goes to no file
 * @param err is told what was written
 */
record PredictionExport(
        ScoringClient client, @Nullable String model, ExportPlace place, PrintWriter out, PrintWriter err) {
    /** One JSON object per line. */
    void lines(String run) throws IOException {
        requireModel(run);
        if (!place.isGiven()) {
            lines(run, out);
            return;
        }
        try (AtomicFile file = AtomicFile.begin(place.file(name(run) + ".jsonl"), place.force())) {
            try (PrintWriter text = new PrintWriter(Files.newBufferedWriter(file.path()))) {
                lines(run, text);
                if (text.checkError()) {
                    throw new CommandFailure(file.target() + " could not be written to its end; is the disk full?");
                }
            }
            file.commit();
            wrote(file.target());
        }
    }

    private void lines(String run, PrintWriter text) {
        client.export(run, (line, json) -> {
            if (model == null || line.model().equals(model)) {
                text.print(json + "\n");
            }
        });
        text.flush();
    }

    /**
     * Tables of predictions, and of verdicts where there are some.
     *
     * @param partitioned whether each run has a directory of its own
     */
    void tables(TableFormat format, List<String> runs, boolean partitioned) throws IOException {
        String ending = "." + format.name().toLowerCase(Locale.ROOT);
        Map<String, TableFiles> files = new LinkedHashMap<>();
        for (String run : new LinkedHashSet<>(runs)) {
            files.put(
                    run,
                    partitioned
                            ? TableFiles.partition(partitions(), run, ending)
                            : TableFiles.of(place.file(name(run) + ending)));
            requireModel(run);
        }
        if (!place.isGiven() && format == TableFormat.CSV) {
            try (RunTables tables = new RunTables(client, runs.get(0), model)) {
                tables.csv(out);
            }
            out.flush();
            return;
        }
        files.values().forEach(run -> run.requireFree(place.force()));
        for (Map.Entry<String, TableFiles> run : files.entrySet()) {
            try (RunTables tables = new RunTables(client, run.getKey(), model)) {
                tables.write(format, run.getValue(), place.force(), this::wrote);
            }
        }
    }

    private Path partitions() {
        if (!place.isGiven()) {
            throw new CommandFailure("a directory run=RUN/ for each run needs a place; name a directory with --out");
        }
        return place.out().folder();
    }

    /**
     * lmms-eval's files: into a directory, each model's; else one model's samples.
     *
     * @param dataset in whose order documents are numbered; null: in the order of the items' ids
     */
    void lmmsEval(String run, @Nullable PushedDataset dataset) throws IOException, DatasetException {
        RunMetrics metrics = requireModel(run);
        Optional<Path> directory = place.directory();
        if (model == null && directory.isEmpty() && metrics.models().size() > 1) {
            throw new CommandFailure(
                    "an lmms-eval file holds one model; name it with --model, or a directory with --out; there are "
                            + models(metrics));
        }
        try (LmmsEvalExport export = new LmmsEvalExport(client, metrics, model, dataset)) {
            if (directory.isPresent()) {
                export.write(directory.get(), place.force(), this::wrote);
            } else if (!place.isGiven()) {
                export.samples(out);
            } else {
                try (AtomicFile file = AtomicFile.begin(place.out().path(), place.force())) {
                    try (Writer text = Files.newBufferedWriter(file.path())) {
                        export.samples(text);
                    }
                    file.commit();
                    wrote(file.target());
                }
            }
            export.notices().forEach(err::println);
        }
    }

    /** The run's numbers, if it is there and has the model; where more answers or verdicts are to come, that is told. */
    private RunMetrics requireModel(String run) {
        RunMetrics metrics = client.metrics(run);
        if (model != null && !models(metrics).contains(model)) {
            throw new CommandFailure(
                    "run \"" + run + "\" has no model \"" + model + "\"; there are " + models(metrics));
        }
        if (!metrics.ended()) {
            err.println("run " + run + " is not complete yet, so only what is there so far is exported");
        } else if (Boolean.FALSE.equals(metrics.judged())) {
            err.println("run " + run + " is not judged yet, so verdicts are missing");
        }
        return metrics;
    }

    private static List<String> models(RunMetrics metrics) {
        return metrics.models().stream().map(ModelMetrics::model).toList();
    }

    private String name(String run) {
        return run + (model == null ? "" : "-" + model);
    }

    private void wrote(Path file) {
        err.println("wrote " + file);
    }

    /**
     * Where to write.
     *
     * @param out null: standard output, or a file here
     * @param force whether what is there may be replaced
     */
    record ExportPlace(@Nullable OutputPath out, boolean force) {

        boolean isGiven() {
            return out != null;
        }

        /** The directory that was named; empty: none, or a file. */
        Optional<Path> directory() {
            return Optional.ofNullable(out).filter(OutputPath::isFolder).map(OutputPath::path);
        }

        /** The file that was named, else one of this name in the directory. Names of models may be paths. */
        Path file(String name) {
            String plain = name.replace('/', '-');
            return out == null ? Path.of(plain) : out.file(plain);
        }
    }
}
