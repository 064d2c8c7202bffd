package dev.vlmstream.cli.push;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.stack.KnownModel;
import dev.vlmstream.datasets.Dataset;
import dev.vlmstream.datasets.DatasetItem;
import dev.vlmstream.evaluation.MultipleChoice;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.Variant;
import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.evaluation.run.RunSpec;
import dev.vlmstream.inference.ModelKind;
import java.util.List;
import java.util.function.Consumer;

/** Which task fits which models and which data. */
final class TaskChoice {
    private TaskChoice() {}

    static Task choose(RunSpec spec, Dataset dataset, List<KnownModel> models) {
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

    private static Task fitting(RunSpec spec, Dataset dataset, List<KnownModel> models) {
        if (spec.isGiven(RunSettings.LABELS)) {
            return Task.CLOSED_WORLD;
        }
        if (spec.isGiven(RunSettings.BENCHMARK)) {
            return Task.QUESTION_ANSWERING;
        }
        if (bringsOptions(dataset)) {
            return Task.MULTIPLE_CHOICE;
        }
        if (models.stream().anyMatch(model -> model.kind().answersInText())) {
            return Task.OPEN_WORLD;
        }
        return any(models, ModelKind.DUAL_ENCODER) ? Task.ZERO_SHOT : Task.SUPERVISED;
    }

    private static boolean any(List<KnownModel> models, ModelKind kind) {
        return models.stream().anyMatch(model -> model.kind() == kind);
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
}
