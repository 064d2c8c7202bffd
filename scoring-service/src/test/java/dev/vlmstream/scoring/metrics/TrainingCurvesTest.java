package dev.vlmstream.scoring.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.rest.metrics.TrainingCurve.TrainingPoint;
import dev.vlmstream.schemas.MetricSnapshot;
import dev.vlmstream.schemas.RuleCount;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.scoring.Events;
import dev.vlmstream.scoring.index.ScoreIndex;
import dev.vlmstream.scoring.runs.RunView;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingCurvesTest {
    private static final int ITEMS = 10;
    private ScoreIndex index;

    @BeforeEach
    void open(@TempDir Path directory) {
        index = ScoreIndex.open(directory);
    }

    @AfterEach
    void close() {
        index.close();
    }

    private RunView run(String run, Map<String, String> tags, String... models) {
        RunManifest manifest = Events.manifest(run, "open-world", ITEMS, models);
        manifest.setTags(tags);
        RunView view = new RunView(index);
        view.manifest(manifest);
        return view;
    }

    private static void right(RunView view, String model, int correct, int answered) {
        RuleCount count =
                RuleCount.newBuilder().setN(answered).setCorrect(correct).build();
        view.snapshot(MetricSnapshot.newBuilder()
                .setRun(view.manifest().orElseThrow().getRun())
                .setModel(model)
                .setModelDigest("digest")
                .setTask("open-world")
                .setPartition(0)
                .setAnswered(answered)
                .setUnparsed(0)
                .setRefused(0)
                .setFailed(0)
                .setRules(Map.of("exact", count))
                .setPrimaryRule("exact")
                .setFirstAt(1)
                .setLastAt(2)
                .setUpdatedAt(2)
                .build());
    }

    @Test
    void whatIsComparedWithComesFirstThenTheStepsInTheirOrder() {
        RunView late = run("late", Map.of("training", "t", "step", "1000", "loss", "0.25"), "t-1000");
        RunView early = run("early", Map.of("training", "t", "step", "200"), "t-200");
        RunView base = run("base", Map.of("training", "t"), "vlm", "clip");
        right(early, "t-200", 3, 4);

        List<TrainingPoint> points =
                TrainingCurves.of("t", List.of(late, early, base)).points();

        assertThat(points).extracting(TrainingPoint::model).containsExactly("vlm", "clip", "t-200", "t-1000");
        assertThat(points).extracting(TrainingPoint::step).containsExactly(null, null, 200L, 1000L);
        assertThat(points.get(3).loss()).isEqualTo(0.25);
        TrainingPoint going = points.get(2);
        assertThat(going.rules().get("exact").accuracy()).isEqualTo(0.75);
        assertThat(going.counted()).isEqualTo(4);
        assertThat(going.items()).isEqualTo(ITEMS);
        assertThat(going.complete()).isFalse();
        assertThat(points.get(3).rules()).isEmpty();
    }

    @Test
    void aTagThatIsNoNumberSaysNothing() {
        RunView strange = run("strange", Map.of("training", "t", "step", "last", "loss", "NaN"), "vlm");
        TrainingPoint point = TrainingCurves.of("t", List.of(strange)).points().get(0);
        assertThat(point.step()).isNull();
        assertThat(point.loss()).isNull();
    }
}
