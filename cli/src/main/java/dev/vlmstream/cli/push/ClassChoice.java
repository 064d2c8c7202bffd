package dev.vlmstream.cli.push;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.stack.KnownModel;
import dev.vlmstream.datasets.Dataset;
import dev.vlmstream.datasets.DatasetItem;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.inference.ModelKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

        /** A classifier cannot rank what it has no output for. */
        void requireKnown(List<String> classes) {
            Set<String> known = new HashSet<>(names);
            List<String> unknown =
                    classes.stream().filter(name -> !known.contains(name)).toList();
            if (!unknown.isEmpty()) {
                throw new CommandFailure(
                        "the classifier " + model + " does not know " + unknown.size() + " of the "
                                + classes.size() + " classes, \"" + unknown.get(0)
                                + "\" for one; leave it out of --models, or give the class list it was trained on with --classes");
            }
        }
    }
}
