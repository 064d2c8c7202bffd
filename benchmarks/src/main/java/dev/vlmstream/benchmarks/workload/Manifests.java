package dev.vlmstream.benchmarks.workload;

import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.util.List;
import java.util.Map;

/** Runs as {@code push} opens them. */
public final class Manifests {
    /** The question of every run. */
    public static final String QUESTION = "What type of object is in this photo?";

    private static final Wire<RunManifest> WIRE = Wire.of(RunManifest.class);

    private Manifests() {}

    /** Opens an open-world run, readable at once. */
    public static void open(TopicWriter writer, String run, List<String> classes, List<String> models, long items) {
        open(writer, run, classes, models, items, Map.of());
    }

    /**
     * The same of a run that is judged.
     *
     * @param judges by rule
     */
    public static void open(
            TopicWriter writer,
            String run,
            List<String> classes,
            List<String> models,
            long items,
            Map<String, String> judges) {
        RunManifest manifest = RunManifest.newBuilder()
                .setRun(run)
                .setDataset("benchmark")
                .setTask("open-world")
                .setPrompt(QUESTION)
                .setClasses(classes)
                .setModels(models)
                .setItems(items)
                .setJudges(judges)
                .setSoftwareVersion("benchmarks")
                .setCreatedAt(System.currentTimeMillis())
                .build();
        writer.begin();
        writer.send(Topic.RUNS, run, WIRE.encode(manifest));
        writer.commit();
    }
}
