package dev.vlmstream.benchmarks.workload;

import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.util.List;

/** Runs as {@code push} opens them. */
public final class Manifests {
    /** The question of every run. */
    public static final String QUESTION = "What type of object is in this photo?";

    private static final Wire<RunManifest> WIRE = Wire.of(RunManifest.class);

    private Manifests() {}

    /** Opens an open-world run, readable at once. */
    public static void open(TopicWriter writer, String run, List<String> classes, List<String> models, long items) {
        RunManifest manifest = RunManifest.newBuilder()
                .setRun(run)
                .setDataset("benchmark")
                .setTask("open-world")
                .setPrompt(QUESTION)
                .setClasses(classes)
                .setModels(models)
                .setItems(items)
                .setSoftwareVersion("benchmarks")
                .setCreatedAt(System.currentTimeMillis())
                .build();
        writer.begin();
        writer.send(Topic.RUNS, run, WIRE.encode(manifest));
        writer.commit();
    }
}
