package dev.vlmstream.cli.stack;

import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A model that answers.
 *
 * @param tasks ids of those in whose runs it answers
 * @param directory of its bundle, where that lies on this machine
 */
public record KnownModel(String name, ModelKind kind, List<String> tasks, Optional<Path> directory) {
    public KnownModel {
        tasks = List.copyOf(tasks);
    }

    public static KnownModel of(ModelBundle bundle) {
        return new KnownModel(bundle.name(), bundle.kind(), bundle.tasks(), Optional.of(bundle.directory()));
    }

    /** One that a service has announced; without tasks, it can do what its kind can. */
    public static KnownModel announced(String name, String kind, List<String> tasks) {
        ModelKind known = ModelKind.of(kind);
        return new KnownModel(name, known, tasks.isEmpty() ? known.tasks() : tasks, Optional.empty());
    }
}
