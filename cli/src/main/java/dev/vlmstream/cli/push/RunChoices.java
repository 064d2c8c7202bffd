package dev.vlmstream.cli.push;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.stack.KnownModel;
import dev.vlmstream.datasets.ClassList;
import dev.vlmstream.datasets.Dataset;
import dev.vlmstream.datasets.DatasetItem;
import dev.vlmstream.evaluation.MultipleChoice;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.Variant;
import dev.vlmstream.evaluation.judging.AnswerForm;
import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.evaluation.run.RunSpec;
import dev.vlmstream.evaluation.tasks.ShippedTasks;
import dev.vlmstream.evaluation.tasks.TaskDefinition;
import dev.vlmstream.evaluation.tasks.TaskKind;
import dev.vlmstream.inference.ModelKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What a run is of, where it does not say so: the task that fits models and data, which models answer it, over which class names. */
final class RunChoices {
    private static final int SHOWN = 3;

    private RunChoices() {}

    /** The task that the run names, else the one that fits data and models. */
    static Task task(RunSpec spec, Dataset dataset, List<KnownModel> models) {
        Task task = spec.find(RunSettings.TASK).orElseGet(() -> fitting(spec, dataset, models));
        requireOptions(task, dataset);
        requireQuestions(spec, task, dataset);
        return task;
    }

    /**
     * The models that are to answer: those that the run names, which must all fit; else those that fit.
     *
     * @param notices told which do not
     * @throws CommandFailure if one that is named does not fit, or none does
     */
    static List<KnownModel> answering(RunSpec spec, Task task, List<KnownModel> models, Consumer<String> notices) {
        List<KnownModel> fitting =
                models.stream().filter(model -> fits(task, model)).toList();
        if (spec.isGiven(RunSettings.MODELS) || fitting.isEmpty()) {
            models.forEach(model -> requireFits(task, model));
        }
        models.stream()
                .filter(model -> !fitting.contains(model))
                .forEach(model -> notices.accept(model.name() + " is not asked: the task " + task.id()
                        + " is not for a " + model.kind().id() + " model"));
        return fitting;
    }

    private static boolean fits(Task task, KnownModel model) {
        return model.kind() != ModelKind.SENTENCE_ENCODER && model.tasks().contains(task.id());
    }

    /** Of a benchmark with questions the run's own settings say so; what classes are to be told apart by fits the models. */
    private static Task fitting(RunSpec spec, Dataset dataset, List<KnownModel> models) {
        if (spec.isGiven(RunSettings.LABELS)) {
            return Task.CLOSED_WORLD;
        }
        if (bringsOptions(dataset)) {
            return Task.MULTIPLE_CHOICE;
        }
        if (models.stream().anyMatch(model -> model.kind().answersInText())) {
            requireNoBenchmark(dataset);
            return Task.OPEN_WORLD;
        }
        return models.stream().anyMatch(model -> model.kind() == ModelKind.DUAL_ENCODER)
                ? Task.ZERO_SHOT
                : Task.SUPERVISED;
    }

    /** Questions with answers of their own, and no class names: by which rules an answer is right, only the user knows. */
    private static void requireNoBenchmark(Dataset dataset) {
        if (dataset.classes().isEmpty() && dataset.items().stream().allMatch(item -> item.text() != null)) {
            throw new CommandFailure(dataset.source()
                    + ": its items are questions with their own answers, which a task's rules judge; the shipped"
                    + " tasks that fit are --task " + String.join(", ", fitting(dataset))
                    + " (vlmstream tasks list), or name a file of your own");
        }
    }

    /** Tasks whose right answers are like those of the dataset. */
    private static List<String> fitting(Dataset dataset) {
        Set<AnswerForm> forms =
                dataset.items().stream().noneMatch(item -> item.options().isEmpty())
                        ? Set.of(AnswerForm.LETTER, AnswerForm.LETTER_OR_VALUE)
                        : dataset.items().stream().allMatch(RunChoices::isYesOrNo)
                                ? Set.of(AnswerForm.YES_NO)
                                : Set.of(AnswerForm.WORDS, AnswerForm.VALUE);
        return ShippedTasks.all().stream()
                .filter(task -> task.kind() == TaskKind.QUESTION_ANSWERING && forms.contains(task.answer()))
                .map(TaskDefinition::id)
                .toList();
    }

    private static boolean isYesOrNo(DatasetItem item) {
        return "yes".equalsIgnoreCase(item.label()) || "no".equalsIgnoreCase(item.label());
    }

    private static boolean bringsOptions(Dataset dataset) {
        return dataset.items().stream()
                .allMatch(item -> item.text() != null
                        && !MultipleChoice.options(item.text()).isEmpty());
    }

    private static void requireOptions(Task task, Dataset dataset) {
        if (task == Task.MULTIPLE_CHOICE && !bringsOptions(dataset)) {
            throw new CommandFailure(dataset.source()
                    + ": multiple-choice needs a \"text\" with options in lines \"A. …\" in every item; "
                    + "for images with a class name choose the task open-world, closed-world, zero-shot or supervised");
        }
    }

    private static void requireQuestions(RunSpec spec, Task task, Dataset dataset) {
        boolean namesClass =
                spec.find(RunSettings.VARIANT).filter(Variant::namesClass).isPresent();
        for (DatasetItem item : dataset.items()) {
            String lacking = task == Task.QUESTION_ANSWERING && item.text() == null
                    ? "no question: \"text\" or \"question\""
                    : namesClass && item.className() == null ? "no \"classname\", which the variant tells" : null;
            if (lacking != null) {
                throw new CommandFailure(dataset.source() + ": " + item.place() + " has " + lacking);
            }
        }
    }

    private static void requireFits(Task task, KnownModel model) {
        if (!fits(task, model)) {
            throw new CommandFailure(
                    model.kind() == ModelKind.SENTENCE_ENCODER
                            ? model.name() + " is a sentence encoder: it judges answers (--judge semantic="
                                    + model.name() + ")"
                            : "the task " + task.id() + " is not for " + model.name() + ", a "
                                    + model.kind().id() + " model; it can do " + String.join(", ", model.tasks()));
        }
    }

    /**
     * The class names that the run is about.
     *
     * @param notices told in one line if the list was found elsewhere than given or beside the dataset
     */
    static List<String> classes(Task task, Dataset dataset, List<KnownModel> models, Consumer<String> notices) {
        if (task.bringsQuestions()) {
            return List.of();
        }
        List<String> classes = dataset.listed() ? dataset.classes() : unlisted(dataset, models, notices);
        if (classes.isEmpty()) {
            throw new CommandFailure(dataset.source() + " has no class names; give them with --classes FILE");
        }
        return classes;
    }

    /**
     * Those of the models that can tell the run's classes apart: a classifier cannot rank what it has no output for.
     *
     * @param notices told which are left out
     * @throws CommandFailure if one that the run names does not know a class, or none of them all knows them
     */
    static List<KnownModel> knowing(
            RunSpec spec, List<String> classes, List<KnownModel> models, Consumer<String> notices) {
        Map<KnownModel, String> ignorant = new LinkedHashMap<>();
        for (KnownModel model : models) {
            ClassifierLabels.of(model)
                    .flatMap(labels -> labels.ignorance(classes))
                    .ifPresent(reason -> ignorant.put(model, reason));
        }
        if (!ignorant.isEmpty() && (spec.isGiven(RunSettings.MODELS) || ignorant.size() == models.size())) {
            throw new CommandFailure(ignorant.values().iterator().next()
                    + "; leave it out of --models, or give the class list it was trained on with --classes");
        }
        ignorant.values().forEach(reason -> notices.accept(reason + ", so it is not asked"));
        return models.stream().filter(model -> !ignorant.containsKey(model)).toList();
    }

    private static List<String> unlisted(Dataset dataset, List<KnownModel> models, Consumer<String> notices) {
        Set<String> labels = dataset.items().stream().map(DatasetItem::label).collect(Collectors.toSet());
        Optional<ClassifierLabels> covering = models.stream()
                .map(ClassifierLabels::of)
                .flatMap(Optional::stream)
                .filter(classifier -> classifier.covers(labels))
                .findFirst();
        if (covering.isPresent()) {
            ClassifierLabels found = covering.get();
            notices.accept("no class list beside the dataset: taking the "
                    + found.names().size() + " class names of " + found.model());
            return found.names();
        }
        requireNames(dataset);
        notices.accept("no class list beside the dataset: taking the "
                + dataset.classes().size() + " labels that occur in it (--classes FILE gives another list)");
        return dataset.classes();
    }

    /** Prompts would offer the numbers, and nothing a model says would be right. */
    private static void requireNames(Dataset dataset) {
        List<String> classes = dataset.classes();
        if (!new ClassList(classes).numbers().isEmpty()) {
            throw new CommandFailure(dataset.source() + ": its classes are numbers ("
                    + String.join(", ", classes.subList(0, Math.min(SHOWN, classes.size())))
                    + (classes.size() > SHOWN ? ", …" : "")
                    + "), and no list has their names: give one with --classes FILE, one name per line, class 0"
                    + " first; if the numbers are the names, list the numbers");
        }
    }

    /** The class names that a classifier was trained on, as its {@code config.json} lists them. */
    private record ClassifierLabels(String model, List<String> names) {

        /** Of a classifier whose bundle lies on this machine. */
        static Optional<ClassifierLabels> of(KnownModel model) {
            return model.kind() != ModelKind.CLASSIFIER
                    ? Optional.empty()
                    : model.bundle().map(bundle -> new ClassifierLabels(model.name(), read(bundle.directory())));
        }

        private static List<String> read(Path directory) {
            Path config = directory.resolve("config.json");
            try {
                JsonNode labels = Json.MAPPER.readTree(config.toFile()).path("id2label");
                return labels.properties().stream()
                        .sorted(Comparator.comparingInt(label -> Integer.parseInt(label.getKey())))
                        .map(Map.Entry::getValue)
                        .map(JsonNode::asText)
                        .distinct()
                        .toList();
            } catch (IOException | NumberFormatException e) {
                throw new CommandFailure(config + ": id2label cannot be read: " + e.getMessage(), e);
            }
        }

        boolean covers(Set<String> labels) {
            return new HashSet<>(names).containsAll(labels);
        }

        /** What it does not know of the classes, in words; empty if it knows them all, or a run has none. */
        Optional<String> ignorance(List<String> classes) {
            Set<String> known = new HashSet<>(names);
            List<String> unknown =
                    classes.stream().filter(name -> !known.contains(name)).toList();
            return unknown.isEmpty()
                    ? Optional.empty()
                    : Optional.of("the classifier " + model + " does not know " + unknown.size() + " of the "
                            + classes.size() + " classes, \"" + unknown.get(0) + "\" for one");
        }
    }
}
