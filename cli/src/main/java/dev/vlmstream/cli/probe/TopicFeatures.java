package dev.vlmstream.cli.probe;

import dev.vlmstream.cli.CommandFailure;
import dev.vlmstream.cli.push.TopicReader;
import dev.vlmstream.schemas.Features;
import dev.vlmstream.schemas.Reference;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Features and labels of runs, as the topics hold them. Events that came twice count once. */
public final class TopicFeatures {
    private static final Wire<Features> FEATURES = Wire.of(Features.class);
    private static final Wire<Reference> REFERENCES = Wire.of(Reference.class);

    private final String bootstrap;
    private final String prefix;

    public TopicFeatures(String bootstrap, String prefix) {
        this.bootstrap = bootstrap;
        this.prefix = prefix;
    }

    /**
     * The features of one kind.
     *
     * @param model null: the only one there is
     * @throws CommandFailure if there are none, or of several models and none is named
     */
    FeatureSet of(String run, String kind, String model) {
        Map<String, String> byItem = labels(run);
        Map<String, float[]> vectors = new HashMap<>();
        Map<String, String> labels = new HashMap<>();
        Set<String> models = new TreeSet<>();
        Set<String> others = new TreeSet<>();
        TopicReader.readEach(bootstrap, Topic.FEATURES.topicName(prefix), record -> {
            Features features = FEATURES.decode(record.value());
            if (!features.getQuestion().getRun().equals(run)) {
                return;
            }
            others.add(features.getKind() + " of " + features.getModel());
            boolean wanted = model == null || model.equals(features.getModel());
            if (wanted && features.getKind().equals(kind)) {
                models.add(features.getModel());
                String key = features.getQuestion().getImage() == null
                        ? features.getQuestion().getItemId()
                        : features.getQuestion().getImage().getSha256();
                vectors.putIfAbsent(key, FeatureBytes.read(features.getDtype(), features.getData()));
                String label = byItem.get(features.getQuestion().getItemId());
                if (label != null) {
                    labels.putIfAbsent(key, label);
                }
            }
        });
        if (models.size() > 1) {
            throw new CommandFailure("run \"" + run + "\" has " + kind + " of " + models + "; name one with --model");
        }
        if (vectors.isEmpty()) {
            throw new CommandFailure(
                    "run \"" + run + "\" has no features " + kind + (model == null ? "" : " of " + model)
                            + "; there are " + others + " (push --features writes them)");
        }
        return new FeatureSet("run \"" + run + "\"", models.iterator().next(), vectors, labels);
    }

    private Map<String, String> labels(String run) {
        Map<String, String> labels = new HashMap<>();
        TopicReader.readEach(bootstrap, Topic.REFERENCES.topicName(prefix), record -> {
            Reference reference = REFERENCES.decode(record.value());
            if (reference.getRun().equals(run)) {
                labels.put(reference.getItemId(), reference.getLabel());
            }
        });
        return labels;
    }
}
