package dev.vlmstream.cli.features;

import dev.vlmstream.cli.stack.TopicReader;
import dev.vlmstream.schemas.Features;
import dev.vlmstream.schemas.Reference;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The features of runs, and the labels of their items, as they lie in the topics. */
public final class FeatureTopic {
    private static final Wire<Features> FEATURES = Wire.of(Features.class);
    private static final Wire<Reference> REFERENCES = Wire.of(Reference.class);

    private final TopicReader topics;

    public FeatureTopic(TopicReader topics) {
        this.topics = topics;
    }

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
}
