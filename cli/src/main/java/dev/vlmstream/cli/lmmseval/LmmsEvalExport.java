package dev.vlmstream.cli.lmmseval;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.output.AtomicFile;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.datasets.Dataset;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.DatasetItem;
import dev.vlmstream.datasets.ReadOptions;
import dev.vlmstream.datasets.formats.Datasets;
import dev.vlmstream.evaluation.tasks.ShippedTasks;
import dev.vlmstream.evaluation.tasks.TaskData;
import dev.vlmstream.items.RunDataset;
import dev.vlmstream.rest.items.ItemLine;
import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.RunMetrics;
import dev.vlmstream.rest.runs.RunDetails;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A run in lmms-eval's files. */
public final class LmmsEvalExport implements AutoCloseable {
    private final LmmsEvalTask task;
    private final DocIds ids;
    private final boolean counted;
    private final Map<String, ModelMetrics> metrics = new LinkedHashMap<>();
    private final Map<String, ModelSamples> models = new LinkedHashMap<>();

    /**
     * @param model only this one's samples; null: all models'
     * @param dataset in whose order documents are numbered; null: in the order of the items' ids
     */
    public LmmsEvalExport(ScoringClient client, RunMetrics run, @Nullable String model, @Nullable PushedDataset dataset)
            throws IOException, DatasetException {
        this.task = LmmsEvalTask.of(client.run(run.run()));
        this.ids = dataset == null ? DocIds.counted() : DocIds.of(dataset.path(), dataset.reading(task.run()));
        this.counted = dataset == null;
        for (ModelMetrics one : run.models()) {
            if (model == null || one.model().equals(model)) {
                metrics.put(one.model(), one);
                models.put(one.model(), new ModelSamples());
            }
        }
        try {
            client.export(run.run(), (line, json) -> add(line));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Every model's lines are counted, so that one model's numbers are those of all. */
    private void add(ItemLine line) {
        long docId = ids.of(line.item());
        ModelSamples samples = models.get(line.model());
        if (samples == null) {
            return;
        }
        try {
            samples.add(line, docId);
        } catch (IOException e) {
            throw new CommandFailure("the samples could not be kept until they are sorted: " + e.getMessage(), e);
        }
    }

    /** The samples of the only model that is exported. */
    public void samples(Writer out) throws IOException {
        for (ModelSamples samples : models.values()) {
            samples.write(out);
        }
        out.flush();
    }

    /**
     * @param wrote is told each file
     * @throws CommandFailure if one of the files is there and may not be replaced; then none is written
     */
    public void write(Path directory, boolean force, Consumer<Path> wrote) throws IOException {
        Map<Path, String> places = new HashMap<>();
        for (String model : models.keySet()) {
            String other = places.putIfAbsent(task.results(directory, model), model);
            if (other != null) {
                throw new CommandFailure("files of " + other + " and of " + model
                        + " would be written to the same place; export each with --model into a separate directory");
            }
            AtomicFile.requireFree(task.samples(directory, model), force);
            AtomicFile.requireFree(task.results(directory, model), force);
        }
        for (String model : models.keySet()) {
            write(directory, model, force, wrote);
        }
    }

    private void write(Path directory, String model, boolean force, Consumer<Path> wrote) throws IOException {
        ModelSamples samples = models.get(model);
        String digest;
        try (AtomicFile file = AtomicFile.begin(task.samples(directory, model), force)) {
            try (Writer out = Files.newBufferedWriter(file.path())) {
                digest = samples.write(out);
            }
            file.commit();
            wrote.accept(file.target());
        }
        try (AtomicFile file = AtomicFile.begin(task.results(directory, model), force)) {
            LmmsEvalResults results = new LmmsEvalResults(task, metrics.get(model), samples.metrics());
            Files.writeString(file.path(), results.json(samples.size(), digest));
            file.commit();
            wrote.accept(file.target());
        }
    }

    /** What is to be known of the samples, a line each. */
    public List<String> notices() {
        List<String> notices = new ArrayList<>();
        models.forEach((model, samples) -> {
            if (samples.leftOut() > 0) {
                notices.add(samples.leftOut() + " items of " + model + " failed or were refused and are left out");
            }
        });
        if (counted) {
            notices.add(
                    "doc_id counts the items in the order of their ids; with --dataset it is the place in the dataset");
        }
        return notices;
    }

    @Override
    public void close() throws IOException {
        for (ModelSamples samples : models.values()) {
            samples.close();
        }
    }

    /**
     * The number of each item, the same for every model. An item's id is made of its line alone and runs are pushed in a drawn
     * order, so that only the dataset itself knows the place of an item.
     */
    private interface DocIds {
        /** Of what was noticed while the dataset was read, where an item is missing. */
        int TOLD = 3;

        /** Of the items of an export, which come in order; all models' lines of one item together. */
        long of(String item);

        /** Places in the order of the items' ids. */
        static DocIds counted() {
            return new DocIds() {
                private @Nullable String last;
                private long id = -1;

                @Override
                public long of(String item) {
                    if (!item.equals(last)) {
                        last = item;
                        id++;
                    }
                    return id;
                }
            };
        }

        /**
         * Places in a dataset, counted from 0, rows that could not be pushed included.
         *
         * @param reading how it is to be read, as it was when it was pushed
         */
        static DocIds of(Path dataset, ReadOptions reading) throws DatasetException {
            Dataset read = Datasets.read(dataset, reading);
            Map<String, Long> places = new HashMap<>();
            for (DatasetItem item : read.items()) {
                places.put(item.itemId(), item.position());
            }
            return item -> {
                Long place = places.get(item);
                if (place == null) {
                    throw new CommandFailure("item " + item + " of the run is not in " + dataset
                            + "; name the dataset that was pushed, with its --map, --join and --classes"
                            + read.notices().stream()
                                    .limit(TOLD)
                                    .map(line -> "\n" + line)
                                    .collect(Collectors.joining()));
                }
                return place;
            };
        }
    }

    /**
     * The dataset that a run was pushed of.
     *
     * @param columns by the fields that they hold, as it was pushed
     * @param join the file that has more of its rows, as it was pushed; null: none was named
     * @param classes the class list, as it was pushed; null: none was named
     */
    public record PushedDataset(
            Path path,
            Map<String, String> columns,
            @Nullable Path join,
            @Nullable Path classes) {
        public PushedDataset {
            columns = Map.copyOf(columns);
        }

        /** As it was read to be pushed: with the columns of the run's benchmark, where it is one that ships. Bad rows are skipped. */
        ReadOptions reading(RunDetails run) {
            TaskData data = ShippedTasks.data(run.benchmark());
            return RunDataset.reading(
                    path,
                    data,
                    new ReadOptions(run.split(), null, classes, columns, Integer.MAX_VALUE)
                            .withClassNames(data.classes())
                            .withJoin(join));
        }
    }
}
