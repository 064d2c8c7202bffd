package dev.vlmstream.cli.probe;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.export.FeatureTopic;
import dev.vlmstream.cli.export.FeatureTopic.Selector;
import dev.vlmstream.inference.FloatBytes;
import dev.vlmstream.schemas.Features;
import dev.vlmstream.schemas.Question;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Features and labels of runs, as the topics hold them. Events that came twice count once. */
final class TopicFeatures {
    private final FeatureTopic topic;

    TopicFeatures(FeatureTopic topic) {
        this.topic = topic;
    }

    /**
     * The features of one kind.
     *
     * @param model null: the only one there is
     * @throws CommandFailure if there are none, or of several models and none is named
     */
    FeatureSet of(String run, String kind, @Nullable String model) {
        Map<String, String> byItem = topic.labels(run);
        Map<String, float[]> vectors = new HashMap<>();
        Map<String, String> labels = new HashMap<>();
        Map<String, Set<String>> items = new HashMap<>();
        Map<String, String> digests = new HashMap<>();
        Selector choice = new Selector(run, kind, model);
        topic.each(
                run,
                features -> {
                    if (choice.takes(features)) {
                        Question question = features.getQuestion();
                        String key = key(question);
                        vectors.putIfAbsent(key, values(features));
                        items.computeIfAbsent(key, k -> new TreeSet<>()).add(question.getItemId());
                        digests.put(features.getModel(), features.getModelDigest());
                        String label = byItem.get(question.getItemId());
                        if (label != null) {
                            labels.putIfAbsent(key, label);
                        }
                    }
                },
                (done, total) -> {});
        String only = choice.model();
        return new FeatureSet("run \"" + run + "\"", only, digests.get(only), vectors, labels, items);
    }

    private static String key(Question question) {
        return question.getImage() == null
                ? question.getItemId()
                : question.getImage().getSha256();
    }

    private static float[] values(Features features) {
        return FloatBytes.of(features.getDtype()).read(features.getData());
    }
}
