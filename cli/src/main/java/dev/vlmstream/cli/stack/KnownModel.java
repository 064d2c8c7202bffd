package dev.vlmstream.cli.stack;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.rest.AnnouncedModel;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A model that runs can ask.
 *
 * @param kindId its kind, which may be one that only newer versions know
 * @param tasks ids of those in whose runs it answers, if it says so
 * @param bundle where it lies on this machine
 * @param awaySince when its service was heard of last, if that is so long ago that it is taken for gone
 */
public record KnownModel(
        String name, String kindId, List<String> tasks, Optional<ModelBundle> bundle, Optional<Instant> awaySince) {
    public KnownModel {
        tasks = List.copyOf(tasks);
    }

    /** @throws CommandFailure if this version does not know it */
    public ModelKind kind() {
        try {
            return ModelKind.of(kindId);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    "model \"" + name + "\": " + e.getMessage()
                            + "; use a newer version of this command, or leave it out of --models",
                    e);
        }
    }

    /** Whether this version knows what kind of model it is. */
    public boolean isOfKnownKind() {
        return Arrays.stream(ModelKind.values()).anyMatch(kind -> kind.id().equals(kindId));
    }

    /** Without tasks of its own, it can do what its kind can. */
    @Override
    public List<String> tasks() {
        return tasks.isEmpty() ? kind().tasks() : tasks;
    }

    public static KnownModel of(ModelBundle bundle) {
        return new KnownModel(bundle.name(), bundle.kind().id(), bundle.tasks(), Optional.of(bundle), Optional.empty());
    }

    public static KnownModel announced(AnnouncedModel model) {
        return new KnownModel(
                model.model(),
                model.kind(),
                model.tasks(),
                Optional.empty(),
                model.away() ? Optional.of(Instant.ofEpochMilli(model.announcedAt())) : Optional.empty());
    }
}
