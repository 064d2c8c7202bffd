package dev.vlmstream.cli.stack;

import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.rest.AnnouncedModel;
import dev.vlmstream.schemas.ModelAnnouncement;
import dev.vlmstream.schemas.topics.ModelLease;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A model that runs can ask.
 *
 * @param tasks ids of those in whose runs it answers
 * @param bundle where it lies on this machine
 * @param awaySince when its service was heard of last, if that is so long ago that it is taken for gone
 */
public record KnownModel(
        String name, ModelKind kind, List<String> tasks, Optional<ModelBundle> bundle, Optional<Instant> awaySince) {
    public KnownModel {
        tasks = List.copyOf(tasks);
    }

    public static KnownModel of(ModelBundle bundle) {
        return new KnownModel(bundle.name(), bundle.kind(), bundle.tasks(), Optional.of(bundle), Optional.empty());
    }

    /** One that a service has announced; without tasks, it can do what its kind can. */
    public static KnownModel announced(ModelLease lease) {
        ModelAnnouncement announcement = lease.announcement();
        ModelKind kind = ModelKind.of(announcement.getKind());
        return new KnownModel(
                announcement.getModel(),
                kind,
                announcement.getTasks().isEmpty() ? kind.tasks() : announcement.getTasks(),
                Optional.empty(),
                lease.isOver() ? Optional.of(lease.renewedAt()) : Optional.empty());
    }

    /** One that the scoring service has heard of. */
    public static KnownModel announced(AnnouncedModel model) {
        ModelKind kind = ModelKind.of(model.kind());
        return new KnownModel(
                model.model(),
                kind,
                model.tasks().isEmpty() ? kind.tasks() : model.tasks(),
                Optional.empty(),
                model.away() ? Optional.of(Instant.ofEpochMilli(model.announcedAt())) : Optional.empty());
    }
}
