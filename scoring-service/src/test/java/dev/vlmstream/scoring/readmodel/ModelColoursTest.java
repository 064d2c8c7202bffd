package dev.vlmstream.scoring.readmodel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.rest.ModelColour;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.scoring.Events;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ModelColoursTest {
    private static final List<String> NINE = IntStream.range(0, ModelColours.HUES + 1)
            .mapToObj(i -> "model-" + i)
            .toList();

    @Test
    void asManyModelsAsThereAreColoursDifferInIt() {
        Map<String, ModelColour> colours = colours(run("a", 1, NINE.toArray(String[]::new)));

        assertThat(NINE.subList(0, ModelColours.HUES))
                .extracting(model -> colours.get(model).hue())
                .doesNotHaveDuplicates();
        assertThat(NINE.subList(0, ModelColours.HUES))
                .allMatch(model -> colours.get(model).round() == 0);
        assertThat(colours.get("model-8").round()).isEqualTo(1);
    }

    @Test
    void aModelHasTheColourThatItsNamePointsAt() {
        assertThat(colours(run("a", 1, "clip")).get("clip"))
                .isEqualTo(new ModelColour("clip", Math.floorMod("clip".hashCode(), ModelColours.HUES), 0));
    }

    @Test
    void replicasThatReadRunsInAnotherOrderAgree() {
        RunManifest[] runs = {run("b", 1, "x", "y"), run("a", 1, "y", "z"), run("c", 0, "z", "w")};
        RunManifest[] reversed = runs.clone();
        Collections.reverse(Arrays.asList(reversed));

        assertThat(colours(reversed)).isEqualTo(colours(runs));
    }

    @Test
    void laterRunsLeaveAModelItsColour() {
        RunManifest first = run("first", 1, "m", "n");
        ModelColour before = colours(first).get("n");

        assertThat(colours(first, run("later", 2, NINE.toArray(String[]::new))).get("n"))
                .isEqualTo(before);
    }

    @Test
    void variantsHaveTheColourOfTheirBase() {
        Map<String, ModelColour> colours = colours(run("a", 1, "vlm", "vlm/probe-last", "vlm@100", "other/clip"));

        assertThat(List.of("vlm/probe-last", "vlm@100"))
                .allMatch(
                        model -> colours.get(model).hue() == colours.get("vlm").hue())
                .allMatch(model -> colours.get(model).round() == 1);
        assertThat(colours.get("other/clip").round()).isZero();
    }

    @Test
    void theCheckpointsOfATrainingShareOneColour() {
        Map<String, ModelColour> colours =
                colours(run("base", 1, "vlm"), checkpoint("s1", 2, "vlm-000100"), checkpoint("s2", 3, "vlm-000200"));

        assertThat(colours.get("vlm-000200").hue())
                .isEqualTo(colours.get("vlm-000100").hue())
                .isNotEqualTo(colours.get("vlm").hue());
    }

    @Test
    void aModelThatNoRunNamesComesLast() {
        List<ModelColour> colours = ModelColours.assigned(List.of(run("a", 1, "Aa")), List.of("BB", "Aa"));

        assertThat("BB".hashCode()).as("they point at the same colour").isEqualTo("Aa".hashCode());
        assertThat(colours).extracting(ModelColour::model).containsExactly("Aa", "BB");
        assertThat(colours.get(1).hue()).isEqualTo((colours.get(0).hue() + 1) % ModelColours.HUES);
    }

    private static Map<String, ModelColour> colours(RunManifest... runs) {
        return ModelColours.assigned(List.of(runs), List.of()).stream()
                .collect(Collectors.toMap(ModelColour::model, Function.identity()));
    }

    private static RunManifest run(String id, long createdAt, String... models) {
        RunManifest run = Events.manifest(id, "open-world", 1, models);
        run.setCreatedAt(createdAt);
        return run;
    }

    private static RunManifest checkpoint(String id, long createdAt, String model) {
        RunManifest run = run(id, createdAt, model);
        run.setTags(Map.of("training", "flowers", "step", id.substring(1)));
        return run;
    }
}
