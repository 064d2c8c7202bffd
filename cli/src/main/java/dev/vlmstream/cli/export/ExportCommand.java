package dev.vlmstream.cli.export;

import dev.vlmstream.cli.command.PrintingCommand;
import dev.vlmstream.cli.command.WrongValue;
import dev.vlmstream.cli.export.FeatureExport.FeatureFormat;
import dev.vlmstream.cli.export.PredictionExport.ExportPlace;
import dev.vlmstream.cli.lmmseval.LmmsEvalExport.PushedDataset;
import dev.vlmstream.cli.options.TargetOption;
import dev.vlmstream.cli.output.OutputPath;
import dev.vlmstream.cli.push.RunRegistry;
import dev.vlmstream.cli.stack.TopicReader;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.schemas.RunManifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Files of a run's predictions, or of its features. */
@Command(
        name = "export",
        description = {
            "Writes every prediction of a run with its scores, or, with --features, one model's features of one kind, one row"
                    + " per item, sorted by item.",
            "",
            "csv, parquet: the columns that have values (docs/export.md), and beside the file NAME.verdicts.csv or .parquet"
                    + " with the judges' verdicts; several runs go into a directory --out, one run=RUN/ each.",
            "lmms-eval: samples as its --log_samples writes them; into a directory --out, each model's samples and"
                    + " results. Items that failed or were refused are left out and counted.",
            "npy: an array [items, ...shape], and beside it NAME.jsonl with a line about each row (row, item, image,"
                    + " label).",
            "safetensors: the tensors features and labels (int64, -1: none); metadata has run, model, digest, name,"
                    + " task, software, and as JSON classes, items and images.",
            "parquet of features: item, image, label, model, digest, name, prompt, layout, shape, dtype, values."
        },
        footer = {
            "  vlmstream export flowers-1 > flowers-1.jsonl",
            "  vlmstream export flowers-1 --format parquet",
            "  vlmstream export flowers-1 flowers-2 --format parquet --out results/",
            "  vlmstream export flowers-1 --format lmms-eval --dataset flowers.jsonl --out logs/",
            "  vlmstream export flowers-1 --features image_embeds --format npy --out features/"
        })
public final class ExportCommand extends PrintingCommand {
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

    @Parameters(
            paramLabel = "RUN",
            arity = "1..*",
            description = "The runs' ids; `vlmstream runs` lists them. Several: csv and parquet.")
    private List<String> runs;

    @Mixin
    private TargetOption where;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "jsonl",
            description =
                    "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). Features: parquet, npy or safetensors.")
    private ExportFormat format;

    @Option(
            names = "--features",
            paramLabel = "KIND",
            description =
                    "Features instead of predictions: image_embeds, patch_features, image_features, projector_input,"
                            + " last, mean or position:N, if the run was pushed with it.")
    private @Nullable String features;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "Only one model (default: all predictions; a file of lmms-eval or of features holds one"
                    + " model).")
    private @Nullable String model;

    @Option(
            names = "--partitioned",
            description =
                    "csv, parquet: make a directory run=RUN/ in --out even for one run, as is always done for several.")
    private boolean partitioned;

    @Option(
            names = "--dataset",
            paramLabel = "DATASET",
            description =
                    "lmms-eval: the dataset that was pushed; doc_id is an item's position in it (default: its position"
                            + " in the order of the items' ids).")
    private @Nullable Path dataset;

    @Option(
            names = "--map",
            paramLabel = "FIELD=COLUMN",
            split = ",",
            description = "With --dataset: the --map with which it was pushed.")
    private Map<String, String> columns = Map.of();

    @Option(names = "--join", paramLabel = "FILE", description = "With --dataset: the --join with which it was pushed.")
    private @Nullable Path join;

    @Option(
            names = "--classes",
            paramLabel = "FILE",
            description = "With --dataset: the --classes with which it was pushed.")
    private @Nullable Path classes;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE|DIR",
            converter = OutputPath.Converter.class,
            description =
                    "Where to write (default: text goes to standard output, anything else to a file here named after"
                            + " the run, model and features).")
    private @Nullable Path out;

    @Option(names = "--force", description = "Replace an existing file.")
    private boolean force;

    @Option(names = "--json", description = "The same as --format jsonl.")
    private boolean json;

    @Override
    public Integer call() throws IOException, DatasetException {
        ExportFormat format = json ? ExportFormat.jsonl : this.format;
        requireFitting(format);
        if (isOfFeatures(format)) {
            writeFeatures(FeatureFormat.valueOf(format.name().toUpperCase(Locale.ROOT)));
            return 0;
        }
        PredictionExport export = new PredictionExport(where.client(), model, place(), out(), err());
        switch (format) {
            case csv -> export.tables(TableFormat.CSV, runs, isPartitioned());
            case parquet -> export.tables(TableFormat.PARQUET, runs, isPartitioned());
            case lmms_eval ->
                export.lmmsEval(
                        runs.get(0), dataset == null ? null : new PushedDataset(dataset, columns, join, classes));
            default -> export.lines(runs.get(0));
        }
        return 0;
    }

    private boolean isOfFeatures(ExportFormat format) {
        return features != null || format == ExportFormat.npy || format == ExportFormat.safetensors;
    }

    private boolean isPartitioned() {
        return partitioned || runs.size() > 1;
    }

    private ExportPlace place() {
        return new ExportPlace(out == null ? null : OutputPath.of(out), force);
    }

    private void requireFitting(ExportFormat format) {
        if (features != null && format.isText()) {
            throw new WrongValue("features are written as parquet, npy or safetensors; choose with --format");
        }
        boolean tables = (format == ExportFormat.csv || format == ExportFormat.parquet) && !isOfFeatures(format);
        if (runs.size() > 1 && !tables) {
            throw new WrongValue("several runs go together as csv or parquet of predictions; choose with --format");
        }
        if (partitioned && !tables) {
            throw new WrongValue("--partitioned is for csv and parquet of predictions; choose with --format");
        }
        if (dataset != null && format != ExportFormat.lmms_eval) {
            throw new WrongValue("--dataset numbers the documents of --format lmms-eval");
        }
        if (dataset == null && (join != null || classes != null || !columns.isEmpty())) {
            throw new WrongValue("--map, --join and --classes say how --dataset was pushed; name it, too");
        }
    }

    private void writeFeatures(FeatureFormat format) throws IOException {
        String run = runs.get(0);
        TopicReader topics = where.kafka().topics();
        RunManifest manifest = new RunRegistry(topics).require(run);
        new FeatureExport(new FeatureTopic(topics), manifest, err())
                .write(
                        format,
                        features,
                        model,
                        of -> place().file(run + "-" + of + "-" + features.replace(':', '-') + "." + format.id()),
                        force)
                .forEach(file -> say("wrote " + file));
    }
}
