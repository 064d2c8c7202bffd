package dev.vlmstream.cli.push;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.stack.KnownModel;
import dev.vlmstream.datasets.Dataset;
import dev.vlmstream.datasets.DatasetItem;
import dev.vlmstream.evaluation.Task;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Which class names a run is about. */
final class ClassChoice {
    private ClassChoice() {}

    /** @param notices told in one line if the list was found elsewhere than given or beside the dataset */
    static List<String> choose(Task task, Dataset dataset, List<KnownModel> models, Consumer<String> notices) {
        if (task.bringsQuestions()) {
            return List.of();
        }
        List<String> classes = dataset.listed() ? dataset.classes() : unlisted(dataset, models, notices);
        if (classes.isEmpty()) {
            throw new CommandFailure(dataset.source() + " has no class names; give them with --classes FILE");
        }
        models.stream()
                .map(ClassifierLabels::of)
                .flatMap(Optional::stream)
                .forEach(labels -> labels.requireKnown(classes));
        return classes;
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
        notices.accept("no class list beside the dataset: taking the "
                + dataset.classes().size() + " labels that occur in it (--classes FILE gives another list)");
        return dataset.classes();
    }
}
