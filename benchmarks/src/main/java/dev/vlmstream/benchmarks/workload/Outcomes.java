package dev.vlmstream.benchmarks.workload;

import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.RankedClass;
import dev.vlmstream.schemas.Reference;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** References and what four models said of them: two in short texts, two in rankings of ten. */
public final class Outcomes {
    public static final List<String> CLASSES =
            IntStream.range(0, 1000).mapToObj(i -> "class " + i).toList();

    /** Who answers. */
    public static final List<String> MODELS = List.of("text-a", "text-b", "ranking-a", "ranking-b");

    private static final int RANKED = 10;
    private static final Wire<Reference> REFERENCE = Wire.of(Reference.class);
    private static final Wire<Prediction> PREDICTION = Wire.of(Prediction.class);

    private Outcomes() {}

    /** Writes everything of a run into the open transaction, each item's reference before its predictions. */
    public static void write(TopicWriter writer, String run, List<String> models, int items) {
        for (int item = 0; item < items; item++) {
            String key = Keys.runItem(run, "item-" + item);
            writer.send(Topic.REFERENCES, key, encodedReference(run, item));
            for (String model : models) {
                writer.send(Topic.PREDICTIONS, key, encodedPrediction(run, item, model));
            }
        }
    }

    /** An item's reference, as it goes onto its topic. */
    public static byte[] encodedReference(String run, int item) {
        return REFERENCE.encode(reference(run, item));
    }

    /** What a model of {@link #MODELS} said of an item, as it goes onto its topic. */
    public static byte[] encodedPrediction(String run, int item, String model) {
        return PREDICTION.encode(prediction(run, item, model));
    }

    private static Reference reference(String run, int item) {
        return Reference.newBuilder()
                .setRun(run)
                .setItemId("item-" + item)
                .setLabel(CLASSES.get(item % CLASSES.size()))
                .setQuestion(Manifests.QUESTION)
                .build();
    }

    private static Prediction prediction(String run, int item, String model) {
        Prediction.Builder prediction = Prediction.newBuilder()
                .setRun(run)
                .setItemId("item-" + item)
                .setModel(model)
                .setModelDigest("0".repeat(64))
                .setSeconds(0.05)
                .setSoftwareVersion("benchmarks")
                .setPredictedAt(System.currentTimeMillis());
        // Right for some items, wrong for most.
        int answer = item % 777;
        return model.startsWith("text")
                ? prediction
                        .setTask("open-world")
                        .setText("This is a " + CLASSES.get(answer))
                        .setTokenIds(List.of(910, 338, 263, 770))
                        .setDecoding("greedy max_new_tokens=64")
                        .build()
                : prediction.setTask("zero-shot").setRanking(ranking(answer)).build();
    }

    private static List<RankedClass> ranking(int first) {
        List<RankedClass> ranking = new ArrayList<>(RANKED);
        for (int place = 0; place < RANKED; place++) {
            int index = (first + place) % CLASSES.size();
            ranking.add(new RankedClass(CLASSES.get(index), index, 20f - place));
        }
        return ranking;
    }
}
