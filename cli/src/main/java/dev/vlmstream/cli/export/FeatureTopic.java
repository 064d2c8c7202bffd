package dev.vlmstream.cli.export;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.stack.TopicReader;
import dev.vlmstream.schemas.Features;
import dev.vlmstream.schemas.Reference;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The features of runs, and the labels of their items, as they lie in the topics. */
public record FeatureTopic(TopicReader topics) {
    private static final Wire<Features> FEATURES = Wire.of(Features.class);
    private static final Wire<Reference> REFERENCES = Wire.of(Reference.class);

    /** Every features event of a run; those of one image in their order. An event may come again. */
    public void each(String run, Consumer<Features> to, TopicReader.Progressed progress) {
        topics.each(
                Topic.FEATURES,
                record -> {
                    Features features = FEATURES.decode(record.value());
                    if (features.getQuestion().getRun().equals(run)) {
                        to.accept(features);
                    }
                },
                progress);
    }

    /** The items' labels, by item; an item without one is missing. */
    public Map<String, String> labels(String run) {
        Map<String, String> labels = new HashMap<>();
        eachReference(run, reference -> {
            if (reference.getLabel() != null) {
                labels.put(reference.getItemId(), reference.getLabel());
            }
        });
        return labels;
    }

    /** A run's references; notices of deleted runs lie between them and have no value. */
    public void eachReference(String run, Consumer<Reference> to) {
        topics.each(Topic.REFERENCES, record -> {
            Reference reference = REFERENCES.decode(record.value());
            if (reference.getRun().equals(run)) {
                to.accept(reference);
            }
        });
    }

    /** Selects features of a run by kind and model. Remembers the others, so that an error can list what there is. */
    public static final class Selector {
        private final String run;
        private final @Nullable String kind;
        private final @Nullable String model;
        private final Set<String> models = new TreeSet<>();
        private final Set<String> all = new TreeSet<>();

        /**
         * @param kind image_embeds, last, …; null takes none, and {@link #model()} then lists what there is
         * @param model null: the only one that has such features
         */
        public Selector(String run, @Nullable String kind, @Nullable String model) {
            this.run = run;
            this.kind = kind;
            this.model = model;
        }

        /** Whether these are selected; called with each features event of the run. */
        public boolean takes(Features features) {
            all.add(features.getKind() + " of " + features.getModel());
            boolean taken = features.getKind().equals(kind) && (model == null || model.equals(features.getModel()));
            if (taken) {
                models.add(features.getModel());
            }
            return taken;
        }

        /**
         * Whose features were taken.
         *
         * @throws CommandFailure if none were, or those of several models, naming what there is
         */
        public String model() {
            if (models.size() > 1) {
                throw new CommandFailure(
                        "run \"" + run + "\" has " + kind + " of " + models + "; name one with --model");
            }
            if (models.isEmpty()) {
                throw new CommandFailure("run \"" + run + "\" has no features" + (kind == null ? "" : " " + kind)
                        + (model == null ? "" : " of " + model) + "; there are " + all
                        + " (push --features writes them)");
            }
            return models.iterator().next();
        }
    }
}
