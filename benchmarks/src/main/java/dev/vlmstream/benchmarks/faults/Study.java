package dev.vlmstream.benchmarks.faults;

import dev.vlmstream.benchmarks.workload.EmojiItems;
import dev.vlmstream.benchmarks.workload.ItemPusher;
import dev.vlmstream.schemas.RunManifest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What every run of a campaign asks: the demo's emoji, over and over, of three models, one of which is judged. */
record Study(EmojiItems emoji, int items) {
    static final List<String> MODELS = List.of("emoji-clip", "emoji-classifier", "emoji-vlm");
    /** The only one that answers in words. */
    static final String JUDGED = "emoji-vlm";

    static final String JUDGE_BUNDLE = "libs/inference/src/test/resources/models/tiny-bert";
    private static final String RULE = "semantic";

    void push(ItemPusher pusher, String run, Duration over) {
        RunManifest manifest = emoji.manifest(run, MODELS, items)
                .setJudges(Map.of(RULE, Path.of(JUDGE_BUNDLE).getFileName().toString()))
                .setThresholds(Map.of(RULE, 0.8))
                .build();
        pusher.push(manifest, number -> emoji.item(run, number).build(), over);
    }
}
