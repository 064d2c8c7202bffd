package dev.vlmstream.cli.push;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.Installation;
import dev.vlmstream.cli.frequency.CountFile;
import dev.vlmstream.cli.offline.SynonymFile;
import dev.vlmstream.cli.stack.KnownModel;
import dev.vlmstream.datasets.Dataset;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.DatasetItem;
import dev.vlmstream.datasets.ItemIds;
import dev.vlmstream.datasets.ReadOptions;
import dev.vlmstream.datasets.formats.Datasets;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.run.RunSetting;
import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.evaluation.run.RunSpec;
import dev.vlmstream.evaluation.sampling.Draw;
import dev.vlmstream.evaluation.sampling.StudyDraw;
import dev.vlmstream.evaluation.tasks.TaskData;
import dev.vlmstream.evaluation.tasks.TaskDefinition;
import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.items.ItemRecords;
import dev.vlmstream.items.RunDataset;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.ManifestFields;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A run ready to be pushed: everything that can be refused has been looked at.
 *
 * @param items in the order in which they are pushed, the study's or that of a shuffle buffer, with the labels offered
 * @param skipBad this many may be left out if ingest refuses them where it can say so
 */
public record RunPlan(RunManifest manifest, List<StudyDraw.Drawn<DatasetItem>> items, int skipBad) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    public RunPlan {
        items = List.copyOf(items);
    }

    /**
     * Of several runs. Of manifests, all that cannot be pushed are told, each with its file.
     *
     * @param answering which models are to answer a run
     * @param notices told what was decided and might surprise
     */
    public static List<RunPlan> all(
            List<RunToPush> runs, Function<RunToPush, List<KnownModel>> answering, Consumer<String> notices)
            throws DatasetException {
        List<RunPlan> plans = new ArrayList<>();
        Set<String> wrong = new LinkedHashSet<>();
        for (RunToPush one : runs) {
            try {
                plans.add(RunPlan.of(one.request(), () -> answering.apply(one), notices));
            } catch (DatasetException | CommandFailure | IllegalArgumentException e) {
                if (one.manifest().isEmpty()) {
                    throw e;
                }
                wrong.add(one.blame(e.getMessage()));
            }
        }
        if (!wrong.isEmpty()) {
            throw new CommandFailure(String.join("\n", wrong));
        }
        return plans;
    }

    /**
     * Reads the dataset and draws order and labels as the study's script does, over the whole split; a limit then takes
     * the first ones, so that a short run asks what the whole run asks first.
     *
     * @param answering the models that are named, else those that are there; asked while the dataset is being read
     * @param notices told what was decided and might surprise
     */
    public static RunPlan of(PushRequest request, Supplier<List<KnownModel>> answering, Consumer<String> notices)
            throws DatasetException {
        FutureTask<Dataset> reading = new FutureTask<>(() -> read(request, request.skipBad()));
        Thread reader = new Thread(reading, "reads-dataset");
        reader.setDaemon(true);
        reader.start();
        List<KnownModel> there = answering.get();
        Dataset dataset = Prefetcher.result(reading, DatasetException.class, "reading a dataset");
        if (dataset.items().isEmpty()) {
            throw new CommandFailure(request.path() + " has no items");
        }
        dataset.notices().forEach(notices);
        Task task = RunChoices.task(request.spec(), dataset, there);
        List<KnownModel> fitting = RunChoices.answering(request.spec(), task, there, notices);
        requireLabels(task, dataset);
        List<String> classes = RunChoices.classes(task, dataset, fitting, notices);
        List<KnownModel> models = RunChoices.knowing(request.spec(), classes, fitting, notices);
        requireDecodable(request.spec(), models);
        RunSpec named = withFiles(request, classes);
        if (task == Task.CLOSED_WORLD && !named.isGiven(RunSettings.DRAW)) {
            named = named.with(RunSettings.DRAW, Draw.STUDY);
        }
        RunSpec spec = named.with(RunSettings.TASK, task)
                .with(RunSettings.MODELS, models.stream().map(KnownModel::name).toList())
                .with(RunSettings.CLASSES, classes)
                .with(RunSettings.DATASET, dataset.name())
                .complete();
        List<StudyDraw.Drawn<DatasetItem>> items =
                RunDataset.draw(spec, dataset, request.limit().orElse(null));
        RunSpec asked = ContextFit.of(spec, items, models, notices);
        List<StudyDraw.Drawn<DatasetItem>> pushed = RunDataset.inPushOrder(
                spec, dataset, items, request.shuffleBuffer().orElse(null));
        return new RunPlan(manifest(asked, dataset, items), pushed, request.skipBad());
    }

    /** @param skipBad this many rows may be left out */
    static Dataset read(PushRequest request, int skipBad) throws DatasetException {
        TaskData data = request.spec()
                .find(RunSettings.DEFINITION)
                .map(TaskDefinition::data)
                .orElse(TaskData.NONE);
        ReadOptions asked = new ReadOptions(
                        request.spec().get(RunSettings.SPLIT),
                        null,
                        request.file(RunSettings.CLASSES).orElse(null),
                        request.columns(),
                        skipBad)
                .withClassNames(data.classes())
                .withImagesBelow(request.isFetched() ? request.folder() : null)
                .withJoin(request.file(PushSettings.JOIN).orElse(null));
        return Datasets.read(request.path(), RunDataset.reading(request.path(), data, asked));
    }

    /** The items as they travel, whichever way: each is read while the ones before it are on their way. */
    Prefetcher<StudyDraw.Drawn<DatasetItem>, Item> records(ImagePacker packer) {
        ItemRecords.OfRun records = new ItemRecords.OfRun(manifest);
        return new Prefetcher<>(items, drawn -> records.item(drawn, packer.pack(drawn.line())));
    }

    /** What files say of the run's classes. */
    private static RunSpec withFiles(PushRequest request, List<String> classes) {
        RunSpec spec = request.spec();
        for (RunSetting<Map<String, List<String>>> names : RunSettings.NAMES) {
            Optional<Path> file = request.file(names);
            if (file.isPresent()) {
                spec = spec.with(names, SynonymFile.of(file.get(), classes));
            }
        }
        Optional<Path> counts = request.file(RunSettings.FREQUENCIES);
        return counts.isPresent()
                ? spec.with(RunSettings.FREQUENCIES, CountFile.read(counts.get(), request.frequencyCount(), classes))
                : spec;
    }

    /** Of models that lie elsewhere, the services say so item by item. */
    private static void requireDecodable(RunSpec spec, List<KnownModel> models) {
        Map<String, String> generation = ManifestFields.texts(spec.get(RunSettings.GENERATION));
        if (generation.isEmpty()) {
            return;
        }
        models.stream()
                .filter(model -> model.kind() == ModelKind.VISION_LANGUAGE)
                .flatMap(model -> model.bundle().stream())
                .forEach(bundle -> GenerationOptions.of(bundle, generation));
    }

    private static void requireLabels(Task task, Dataset dataset) {
        dataset.items().stream()
                .filter(item -> item.label() == null && task != Task.QUESTION_ANSWERING)
                .findFirst()
                .ifPresent(item -> {
                    throw new CommandFailure(
                            dataset.source() + ": " + item.place() + " has no \"label\", which every task needs");
                });
    }

    private static RunManifest manifest(RunSpec spec, Dataset dataset, List<StudyDraw.Drawn<DatasetItem>> items) {
        RunSpec known = spec.with(RunSettings.ITEMS, (long) items.size())
                .with(
                        RunSettings.ITEMS_DIGEST,
                        digest(items.stream().map(StudyDraw.Drawn::line).toList()))
                .with(RunSettings.RUN, spec.find(RunSettings.RUN).orElseGet(() -> id(spec)));
        Optional<String> split = spec.find(RunSettings.SPLIT).or(() -> onlySplit(dataset));
        return ManifestFields.manifest(
                split.map(name -> known.with(RunSettings.SPLIT, name))
                        .orElse(known)
                        .fields(),
                Installation.version());
    }

    static String digest(List<DatasetItem> items) {
        return ItemIds.digest(items.stream().map(DatasetItem::itemId).toList());
    }

    private static String id(RunSpec spec) {
        String name = spec.get(RunSettings.DATASET)
                .replaceAll("[^A-Za-z0-9._-]+", "-")
                .replaceFirst("^[^A-Za-z0-9]+", "");
        String start = name.isEmpty() ? "run" : name.substring(0, Math.min(50, name.length()));
        String size = spec.find(RunSettings.LABELS).map(k -> "-" + k).orElse("");
        return start + "-" + spec.get(RunSettings.TASK).id() + size + "-"
                + LocalDateTime.now().format(TIME);
    }

    private static Optional<String> onlySplit(Dataset dataset) {
        List<String> splits = dataset.items().stream()
                .map(DatasetItem::split)
                .filter(split -> split != null)
                .distinct()
                .toList();
        return splits.size() == 1 ? Optional.of(splits.get(0)) : Optional.empty();
    }
}
