package dev.vlmstream.cli.push;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.stack.KnownModel;
import dev.vlmstream.inference.ModelKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The class names that a classifier was trained on, as its {@code config.json} lists them. */
record ClassifierLabels(String model, List<String> names) {

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
            throw new CommandFailure("the classifier " + model + " does not know " + unknown.size() + " of the "
                    + classes.size() + " classes, \"" + unknown.get(0)
                    + "\" for one; leave it out of --models, or give the class list it was trained on with --classes");
        }
    }
}
