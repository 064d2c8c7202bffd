package dev.vlmstream.scoring.runs;

import dev.vlmstream.schemas.MetricSnapshot;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.RuleCount;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Status;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.scoring.Events;
import dev.vlmstream.scoring.index.ScoreIndex;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A view with an index of its own, and what it is shown. */
public abstract class ViewOfARun {
    protected static final ScorePage.Range ALL = new ScorePage.Range(0, 1000);

    private static final ScoreFactsReader FACTS = new ScoreFactsReader();

    @TempDir
    private Path directory;

    protected ScoreIndex index;
    protected RunView view;

    @BeforeEach
    void open() {
        index = ScoreIndex.open(directory);
        view = new RunView(index);
        view.manifest(Events.manifest("r", "open-world", 4, "m", "silent"));
    }

    @AfterEach
    void close() {
        index.close();
    }

    /** By way of the bytes, as the feed does. */
    protected static void add(RunView to, Score score, long offset) {
        ScoreFacts facts = FACTS.read(Wire.of(Score.class).encode(score));
        to.score(facts, 0, offset, facts.at());
    }

    protected static MetricSnapshot snapshot(
            int partition, long answered, long failed, Map<String, RuleCount> classes, long first, long last) {
        long correct =
                classes.values().stream().mapToLong(RuleCount::getCorrect).sum();
        return MetricSnapshot.newBuilder()
                .setRun("r")
                .setModel("m")
                .setModelDigest("d")
                .setTask("open-world")
                .setPartition(partition)
                .setAnswered(answered)
                .setUnparsed(0)
                .setRefused(0)
                .setFailed(failed)
                .setRules(Map.of("label-inclusion", new RuleCount(answered, correct, null)))
                .setPrimaryRule("label-inclusion")
                .setClasses(classes)
                .setFirstAt(first)
                .setLastAt(last)
                .setUpdatedAt(1)
                .build();
    }

    protected static Score score(String item, String model, Status status, boolean right, long at) {
        Prediction prediction = Events.text("r", item, model, "cat");
        prediction.setPredictedAt(at);
        return Score.newBuilder()
                .setRun("r")
                .setItemId(item)
                .setModel(model)
                .setTask("open-world")
                .setStatus(status)
                .setRules(Map.of("label-inclusion", right))
                .setPrimaryRule("label-inclusion")
                .setPrediction(at == 0 ? null : prediction)
                .setScoredAt(at)
                .build();
    }
}
