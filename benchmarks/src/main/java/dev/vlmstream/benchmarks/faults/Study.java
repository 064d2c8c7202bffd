package dev.vlmstream.benchmarks.faults;

import dev.vlmstream.benchmarks.workload.EmojiItems;
import dev.vlmstream.benchmarks.workload.ItemPusher;
import dev.vlmstream.benchmarks.workload.TopicWriter;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.RunManifest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What every run of a campaign asks: the demo's emoji, over and over, of two models that are there, one that comes late and one that
 * never comes. The names of these two end in the run's, so that both are new in each.
 */
record Study(EmojiItems emoji, int items) {
    static final String BUNDLE_OF_LATE = "demo/models/emoji-vlm";
    static final String JUDGE_BUNDLE = "libs/inference/src/test/resources/models/tiny-bert";
    private static final String RULE = "semantic";
    private static final int QUARTERS = 4;
    /** The run that is deleted has so much fewer items. */
    private static final int FEWER = 5;

    /** Those who answer. */
    static List<String> models(String run) {
        return List.of("emoji-clip", "emoji-classifier", late(run));
    }

    /** Comes late, and is the only one that answers in words, which are judged. */
    static String late(String run) {
        return "late-" + run;
    }

    /** A run beside this one, which is deleted. */
    static String doomed(String run) {
        return "doomed-" + run;
    }

    int doomedItems() {
        return Math.max(1, items / FEWER / QUARTERS) * QUARTERS;
    }

    /** Manifest and models first. */
    void push(Testbed testbed, ItemPusher pusher, String run) {
        testbed.serve(late(run));
        pusher.push(manifest(run, run, items), number -> item(run, number), Duration.ZERO);
    }

    /** All items, without their manifest. */
    void pushItems(ItemPusher pusher, String run) {
        pusher.push(items, number -> item(run, number), Duration.ZERO);
    }

    /**
     * The manifest and the late model after half of the time. Beside them another run's items are sent all the time, whose manifest
     * comes after a quarter and which is deleted after three.
     */
    void pushManifest(Testbed testbed, ItemPusher pusher, String run, Duration over) {
        String doomed = doomed(run);
        int part = doomedItems() / QUARTERS;
        Duration quarter = over.dividedBy(QUARTERS);
        RunManifest doomedManifest = manifest(doomed, run, doomedItems());
        pusher.push(part, number -> item(doomed, number), quarter);
        pusher.open(doomedManifest);
        pusher.push(part, number -> item(doomed, part + number), quarter);
        testbed.serve(late(run));
        pusher.open(manifest(run, run, items));
        testbed.say("the manifest of " + run + " is there");
        pusher.push(part, number -> item(doomed, 2 * part + number), quarter);
        try (TopicWriter writer = new TopicWriter(testbed.cluster().bootstrap())) {
            writer.delete(doomedManifest);
        }
        testbed.say(doomed + " is deleted");
        pusher.push(part, number -> item(doomed, 3 * part + number), quarter);
    }

    private Item item(String run, int number) {
        return emoji.item(run, number).build();
    }

    private RunManifest manifest(String run, String round, int count) {
        List<String> asked = Stream.concat(models(round).stream(), Stream.of("nobody-" + round))
                .toList();
        return emoji.manifest(run, asked, count)
                .setJudges(Map.of(RULE, Path.of(JUDGE_BUNDLE).getFileName().toString()))
                .setThresholds(Map.of(RULE, 0.8))
                .build();
    }
}
