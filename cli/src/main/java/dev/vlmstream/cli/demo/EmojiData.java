package dev.vlmstream.cli.demo;

import dev.vlmstream.cli.command.Installation;
import dev.vlmstream.cli.push.PushRequest;
import dev.vlmstream.cli.push.RunPlan;
import dev.vlmstream.cli.stack.KnownModel;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.evaluation.run.RunSpec;
import dev.vlmstream.schemas.RunManifest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs over the dataset that ships with the project. */
public final class EmojiData {
    private EmojiData() {}

    public static Path file() {
        return Installation.home().resolve("demo/data/emoji/emoji.jsonl");
    }

    public static RunSpec run(String id, Task task, String split) {
        return RunSpec.EMPTY
                .with(RunSettings.RUN, id)
                .with(RunSettings.TASK, task)
                .with(RunSettings.SPLIT, split);
    }

    /**
     * A run ready to be pushed.
     *
     * @param limit only this many images; empty: all
     */
    public static RunPlan plan(RunSpec spec, Optional<Integer> limit, List<KnownModel> models, Consumer<String> notices)
            throws DatasetException {
        return RunPlan.of(PushRequest.of(file(), spec, limit), () -> models, notices);
    }

    /**
     * A run over the images that are trained on, for the features that models write of them: archived, since a single token is no
     * answer.
     */
    public static RunPlan training(String id, String features, List<KnownModel> models, Consumer<String> notices)
            throws DatasetException {
        RunSpec spec = run(id, Task.OPEN_WORLD, "train")
                .with(RunSettings.MAX_NEW_TOKENS, 1)
                .with(RunSettings.FEATURES, List.of(features));
        RunPlan plan = plan(spec, Optional.empty(), models, notices);
        RunManifest manifest =
                RunManifest.newBuilder(plan.manifest()).setArchived(true).build();
        return new RunPlan(manifest, plan.items(), plan.skipBad());
    }
}
