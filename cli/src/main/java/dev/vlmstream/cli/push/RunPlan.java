package dev.vlmstream.cli.push;

import dev.vlmstream.cli.CommandFailure;
import dev.vlmstream.cli.Installation;
import dev.vlmstream.cli.frequency.CountFile;
import dev.vlmstream.cli.offline.SynonymFile;
import dev.vlmstream.cli.stack.KnownModel;
import dev.vlmstream.datasets.Dataset;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.DatasetItem;
import dev.vlmstream.datasets.Datasets;
import dev.vlmstream.datasets.ReadOptions;
import dev.vlmstream.evaluation.Benchmark;
import dev.vlmstream.evaluation.Questions;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.Variant;
import dev.vlmstream.evaluation.sampling.StudyDraw;
import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Keys;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A run ready to be pushed: everything that can be refused has been looked at.
 *
 * @param items in the study's order, with the labels offered
 */
public record RunPlan(RunManifest manifest, List<StudyDraw.Drawn<DatasetItem>> items) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    public RunPlan {
        items = List.copyOf(items);
    }

    /**
     * Reads the dataset and draws order and labels as the study's script does, over the whole split; a limit then takes
     * the first ones, so that a short run asks what the whole run asks first.
     *
     * @param models that are to answer
     * @param notices told what was decided and might surprise
     */
    public static RunPlan of(RunRequest request, List<KnownModel> models, Consumer<String> notices)
            throws DatasetException {
        Dataset dataset = read(request);
        Task task = TaskChoice.choose(request, dataset, models);
        request.judging().requireFit(task, request.questions().benchmark().orElse(null));
        requireLabels(task, dataset);
        requireDecodable(request, models);
        List<String> classes = ClassChoice.choose(request, task, dataset, models, notices);
        List<StudyDraw.Drawn<DatasetItem>> drawn = draw(request, task, dataset, classes);
        List<StudyDraw.Drawn<DatasetItem>> items =
                drawn.subList(0, Math.min(drawn.size(), request.limit().orElse(drawn.size())));
        return new RunPlan(manifest(request, task, dataset, classes, models, items.size()), items);
    }

    private static Dataset read(RunRequest request) throws DatasetException {
        Dataset dataset = Datasets.read(
                request.dataset(),
                new ReadOptions(
                        request.split().orElse(null), null, request.classes().orElse(null)));
        if (dataset.items().isEmpty()) {
            throw new CommandFailure(request.dataset() + " has no items");
        }
        return dataset;
    }

    /** Of models that lie elsewhere, the services say so item by item. */
    private static void requireDecodable(RunRequest request, List<KnownModel> models) {
        if (request.generation().isEmpty()) {
            return;
        }
        models.stream()
                .filter(model -> model.kind() == ModelKind.VISION_LANGUAGE)
                .flatMap(model -> model.directory().stream())
                .forEach(directory -> GenerationOptions.of(BundleFinder.open(directory), request.generation()));
    }

    private static void requireLabels(Task task, Dataset dataset) {
        dataset.items().stream()
                .filter(item -> item.label() == null && task != Task.QUESTION_ANSWERING)
                .findFirst()
                .ifPresent(item -> {
                    throw new CommandFailure(
                            dataset.source() + ": line " + item.line() + " has no \"label\", which every task needs");
                });
    }

    private static List<StudyDraw.Drawn<DatasetItem>> draw(
            RunRequest request, Task task, Dataset dataset, List<String> classes) {
        Integer k = task == Task.CLOSED_WORLD ? request.labels().orElse(classes.size()) : null;
        return StudyDraw.draw(dataset.items(), DatasetItem::label, classes, k, request.order(), request.seed());
    }

    private static RunManifest manifest(
            RunRequest request, Task task, Dataset dataset, List<String> classes, List<KnownModel> models, long items) {
        return RunManifest.newBuilder()
                .setRun(Keys.requireRun(request.run().orElseGet(() -> id(dataset, task, request.labels()))))
                .setDataset(dataset.name())
                .setSplit(request.split().orElseGet(() -> onlySplit(dataset).orElse(null)))
                .setTask(task.id())
                .setPrompt(
                        task == Task.MULTIPLE_CHOICE
                                ? ""
                                : Questions.prompt(
                                        request.questions().benchmark().orElse(null), request.prompt()))
                .setBenchmark(request.questions().benchmark().map(Benchmark::id).orElse(null))
                .setVariant(request.questions().variant().map(Variant::id).orElse(null))
                .setGuess(request.questions().guess())
                .setPromptStyle(request.promptStyle())
                .setChainOfThought(request.chainOfThought())
                .setClasses(classes)
                .setTemplates(request.templates())
                .setLabels(request.labels().orElse(null))
                .setOrder(request.order().id())
                .setSeed(request.seed())
                .setModels(models.stream().map(KnownModel::name).toList())
                .setMaxNewTokens(request.maxNewTokens().orElse(null))
                .setBudget(request.budget().orElse(null))
                .setItems(items)
                .setSynonyms(request.synonyms()
                        .map(file -> SynonymFile.of(file, classes))
                        .orElse(Map.of()))
                .setAnswerPrefix(request.likelihood().answerPrefix().orElse(null))
                .setTokenisation(request.likelihood().tokenisation().id())
                .setFeatures(request.features())
                .setGeneration(request.generation())
                .setJudges(request.judging().judges())
                .setJudgePrompt(request.judging().prompt())
                .setThresholds(request.judging().thresholds())
                .setFrequencies(request.frequency()
                        .map(counts -> CountFile.read(counts.file(), counts.kind(), classes))
                        .orElse(Map.of()))
                .setTags(request.tags())
                .setSoftwareVersion(Installation.version())
                .setCreatedAt(System.currentTimeMillis())
                .build();
    }

    private static String id(Dataset dataset, Task task, Optional<Integer> labels) {
        String name = dataset.name().replaceAll("[^A-Za-z0-9._-]+", "-").replaceFirst("^[^A-Za-z0-9]+", "");
        String start = name.isEmpty() ? "run" : name.substring(0, Math.min(50, name.length()));
        String size = labels.map(k -> "-" + k).orElse("");
        return start + "-" + task.id() + size + "-" + LocalDateTime.now().format(TIME);
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
