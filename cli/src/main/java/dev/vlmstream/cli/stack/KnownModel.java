package dev.vlmstream.cli.stack;

import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelKind;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A model that answers.
 *
 * @param directory of its bundle, where that lies on this machine
 */
public record KnownModel(String name, ModelKind kind, Optional<Path> directory) {
    public static KnownModel of(ModelBundle bundle) {
        return new KnownModel(bundle.name(), bundle.kind(), Optional.of(bundle.directory()));
    }

    public static KnownModel announced(String name, String kind) {
        return new KnownModel(name, ModelKind.of(kind), Optional.empty());
    }
}
