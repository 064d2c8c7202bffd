package dev.vlmstream.cli.export;

import dev.vlmstream.cli.CommandFailure;
import dev.vlmstream.cli.features.FeatureTopic;
import dev.vlmstream.cli.options.TargetOption;
import dev.vlmstream.cli.push.RunRegistry;
import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.RunMetrics;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.topics.Deletions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Files of a run's predictions, or of its features. */
@Command(
        name = "export",
        description = {
            "Writes every prediction of a run with its scores, a line or row per item and model; or, with --features, one"
                    + " kind of one model's features, a row per item, sorted by item.",
            "",
            "npy: an array [items, ...shape], and beside it NAME.jsonl with a line about each row (row, item, image, label).",
            "safetensors: the tensors features and labels (int64, -1: none); metadata has run, model, digest, name, task,"
                    + " software, and as JSON classes, items and images.",
            "parquet: columns with types; features: item, image, label, model, digest, name, prompt, layout, shape, dtype,"
                    + " values.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  vlmstream export flowers-1 > flowers-1.jsonl",
            "  vlmstream export flowers-1 --format parquet",
            "  vlmstream export flowers-1 --format lmms-eval --model my-llava --out samples.jsonl",
            "  vlmstream export flowers-1 --features image_embeds --format npy --out features/"
        })
public final class ExportCommand implements Callable<Integer> {
    enum ExportFormat {
        jsonl,
        csv,
        lmms_eval,
        parquet,
        npy,
        safetensors;

        @Override
        public String toString() {
            return name().replace('_', '-');
        }

        /** Whether people may look at it as it is. */
        boolean isText() {
            return ordinal() <= lmms_eval.ordinal();
        }
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The run's id; `vlmstream runs` lists them.")
    private String run;

    @Mixin
    private TargetOption where;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "jsonl",
            description =
                    "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). lmms-eval: as its --log_samples writes; items"
                            + " that failed or were refused are left out and counted. Features: parquet, npy or"
                            + " safetensors.")
    private ExportFormat format;

    @Option(
            names = "--features",
            paramLabel = "KIND",
            description = "Features instead of predictions: image_embeds, patch_features, image_features, last, mean or"
                    + " position:N, as the run was pushed with.")
    private @Nullable String features;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "Only what is of one model (default: all predictions; files of lmms-eval and of features hold"
                    + " one model's).")
    private @Nullable String model;

    @Option(
            names = {"-o", "--out", "--output"},
            paramLabel = "FILE|DIR",
            description =
                    "Where to write (default: text to standard output, else to a file here that is named after the"
                            + " run, and after model and features).")
    private @Nullable String out;

    @Option(names = "--force", description = "Replace a file that is there.")
    private boolean force;

    @Option(names = "--json", description = "The same as --format jsonl.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        ExportFormat format = json ? ExportFormat.jsonl : this.format;
        if (features != null && format.isText()) {
            throw new CommandFailure("features are written as parquet, npy or safetensors; choose with --format");
        }
        if (features != null || format == ExportFormat.npy || format == ExportFormat.safetensors) {
            writeFeatures(FeatureFormat.valueOf(format.name().toUpperCase(Locale.ROOT)));
        } else {
            writePredictions(format);
        }
        return 0;
    }

    private void writeFeatures(FeatureFormat format) throws IOException {
        Cluster cluster = where.kafka().cluster();
        RunManifest manifest = new RunRegistry(cluster)
                .find(run)
                .filter(found -> !Deletions.isDeleted(found))
                .orElseThrow(() -> new CommandFailure("no run \"" + run + "\"; `vlmstream runs` lists them"));
        new FeatureExport(new FeatureTopic(cluster), manifest, err())
                .write(
                        format,
                        features,
                        model,
                        of -> file(run + "-" + of + "-" + features.replace(':', '-') + "." + format.id()),
                        force)
                .forEach(file -> err().println("wrote " + file));
    }

    private void writePredictions(ExportFormat format) throws IOException {
        requireModel(where.client().metrics(run), format);
        PredictionExport export = new PredictionExport(where.client(), run, model);
        if (out == null && format.isText()) {
            write(export, format, spec.commandLine().getOut());
            return;
        }
        try (AtomicFile file =
                AtomicFile.begin(file(run + (model == null ? "" : "-" + model) + ending(format)), force)) {
            if (format == ExportFormat.parquet) {
                export.parquet(file.path());
            } else {
                write(export, format, file);
            }
            file.commit();
            err().println("wrote " + file.target());
        }
    }

    private void write(PredictionExport export, ExportFormat format, AtomicFile file) throws IOException {
        try (PrintWriter text = new PrintWriter(Files.newBufferedWriter(file.path(), StandardCharsets.UTF_8))) {
            write(export, format, text);
            if (text.checkError()) {
                throw new CommandFailure(file.target() + " could not be written to its end; is the disk full?");
            }
        }
    }

    private void write(PredictionExport export, ExportFormat format, PrintWriter text) {
        if (format == ExportFormat.jsonl) {
            export.json(text);
        } else if (format == ExportFormat.csv) {
            export.csv(text);
        } else {
            int leftOut = export.lmmsEval(text);
            if (leftOut > 0) {
                err().println(leftOut + " items failed or were refused and are left out");
            }
        }
        text.flush();
    }

    private void requireModel(RunMetrics metrics, ExportFormat format) {
        List<String> models = metrics.models().stream().map(ModelMetrics::model).toList();
        if (model != null && !models.contains(model)) {
            throw new CommandFailure("run \"" + run + "\" has no model \"" + model + "\"; there are " + models);
        }
        if (model == null && format == ExportFormat.lmms_eval && models.size() > 1) {
            throw new CommandFailure("an lmms-eval file holds one model; name it with --model; there are " + models);
        }
    }

    /** A directory is one that is there, or is called one. */
    private Path file(String name) {
        if (out == null) {
            return Path.of(name);
        }
        Path place = Path.of(out);
        return out.endsWith("/") || Files.isDirectory(place) ? place.resolve(name) : place;
    }

    private static String ending(ExportFormat format) {
        return format == ExportFormat.lmms_eval ? ".jsonl" : "." + format;
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
