package dev.vlmstream.evaluation.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.run.InvalidRunException.Problem;
import dev.vlmstream.evaluation.run.RunSpec.SettingDifference;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class RunSpecTest {
    private static Map<String, Object> given(Object... keysAndValues) {
        Map<String, Object> given = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            given.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return given;
    }

    @Test
    void allThatIsWrongIsNamedInTheOrderInWhichItWasGiven() {
        assertThatThrownBy(() -> RunSpec.of(given(
                        "labels",
                        1,
                        "threshold",
                        Map.of("concept", 0.5),
                        "chain_of_thougt",
                        true,
                        "task",
                        "open-world")))
                .asInstanceOf(InstanceOfAssertFactories.type(InvalidRunException.class))
                .extracting(InvalidRunException::problems)
                .isEqualTo(List.of(
                        new Problem("labels", "\"labels\" must be a whole number of 2 or more, is 1"),
                        new Problem("threshold", "\"thresholds\": there is a threshold for concept and no judge"),
                        new Problem(
                                "chain_of_thougt",
                                "unknown key \"chain_of_thougt\"; did you mean \"chain-of-thought\"?")));
    }

    @Test
    void bothNamesOfASettingAreTakenAndNotTwice() {
        assertThat(RunSpec.of(given("template", "A {}")).get(RunSettings.TEMPLATES))
                .containsExactly("A {}");
        assertThat(RunSpec.of(given("max_new_tokens", 3))).isEqualTo(RunSpec.of(given("max-new-tokens", 3L)));
        assertThatThrownBy(() -> RunSpec.of(given("template", "A {}", "templates", List.of("{}"))))
                .hasMessage("\"templates\" and \"template\" are the same setting; give one of them");
    }

    @Test
    void whatIsMissingIsAskedForAtTheEnd() {
        assertThatThrownBy(() -> RunSpec.EMPTY.complete())
                .hasMessage("\"task\" is missing\n\"models\" is missing: a list of the models that are to answer");
        assertThatThrownBy(() ->
                        RunSpec.of(given("task", "zero-shot", "models", "m")).complete())
                .hasMessage("\"classes\" is missing: the task zero-shot needs a list of class names");
    }

    @Test
    void numbersMayBeWrittenInAnyWayThatIsWhole() {
        assertThat(RunSpec.of(given("seed", 7.0)).get(RunSettings.SEED)).isEqualTo(7);
        for (Object wrong : Arrays.asList(7.5, Double.NaN, "7", List.of(7), true)) {
            assertThatThrownBy(() -> RunSpec.of(given("seed", wrong)))
                    .hasMessageStartingWith("\"seed\" must be a whole");
        }
        assertThatThrownBy(() -> RunSpec.of(given("budget", Double.POSITIVE_INFINITY)))
                .hasMessageContaining("budget");
    }

    @Test
    void settingsOfGenerationGoUnderTheirNamesInItsConfiguration() {
        RunSpec spec = RunSpec.of(given("num-beams", 3, "stop", "\n", "generation", Map.of("typical_p", 0.9)));
        assertThat(spec.get(RunSettings.GENERATION))
                .isEqualTo(Map.of("num_beams", 3, "stop_strings", List.of("\n"), "typical_p", 0.9));
        assertThat(RunSpec.of(given("temperature", 0, "top-k", 5)).get(RunSettings.GENERATION))
                .isEqualTo(Map.of("do_sample", false));
        assertThat(RunSpec.of(given("temperature", 0.5)).get(RunSettings.GENERATION))
                .isEqualTo(Map.of("do_sample", true, "temperature", 0.5));
    }

    @Test
    void aManifestGivesItsSettingsBackAndSaysWhichAreNotTheDefault() {
        RunSpec spec = RunSpec.of(given(
                        "task",
                        "closed-world",
                        "models",
                        List.of("m"),
                        "classes",
                        List.of("a", "b", "c"),
                        "labels",
                        2,
                        "prompt",
                        "identify",
                        "temperature",
                        0.5))
                .complete();
        RunSpec back = RunSpec.ofFields(spec.fields());
        assertThat(back.fields()).isEqualTo(spec.fields());
        assertThat(back.notDefault())
                .isEqualTo(new TreeMap<>(Map.of(
                        "labels", "2",
                        "prompt", "Identify the object in this image.",
                        "generation", "do_sample=true, temperature=0.5")));
        assertThat(RunSpec.ofFields(RunSpec.of(given("task", "open-world", "models", "m"))
                                .fields())
                        .notDefault())
                .isEmpty();
    }

    @Test
    void runsDifferInEverySettingThatIsAtItsDefaultInOneOfThem() {
        RunSpec greedy = RunSpec.of(given("task", "open-world", "models", "m", "run", "a"));
        RunSpec sampling =
                RunSpec.of(given("task", "open-world", "models", "n", "run", "b", "temperature", 0.5, "seed", 7));
        assertThat(greedy.differences(sampling))
                .containsExactly(
                        new SettingDifference("seed", "1234", "7"),
                        new SettingDifference("generation", "–", "do_sample=true, temperature=0.5"));
        assertThat(sampling.differences(greedy))
                .extracting(SettingDifference::second)
                .containsExactly("1234", "–");
        assertThat(greedy.differences(RunSpec.of(given("task", "closed-world", "models", "m", "labels", 2))))
                .extracting(SettingDifference::key)
                .containsExactly("task", "labels");
        assertThat(greedy.differences(greedy)).isEmpty();
    }

    @Test
    void whatAManifestOfOtherSoftwareHoldsIsReadAsFarAsItCanBe() {
        RunSpec spec = RunSpec.ofFields(given(
                "task", "supervised", "templates", List.of(), "prompt", "", "order", "sorted", "labels", 1, "seed", 7));
        assertThat(spec.notDefault()).isEqualTo(Map.of("seed", "7"));
        assertThat(RunSpec.ofFields(given("task", "of tomorrow")).changingAnswers())
                .isEmpty();
    }

    @Test
    void aSettingOfAnotherTaskIsRefusedAndItsDefaultIsNot() {
        assertThatThrownBy(() -> RunSpec.of(given("task", "open-world", "order", "fixed")))
                .hasMessage("\"order\" belongs to the task closed-world, not to open-world");
        assertThat(RunSpec.of(given("task", "open-world", "order", "random")).get(RunSettings.TASK))
                .isEqualTo(Task.OPEN_WORLD);
    }

    @Test
    void everySettingHasHelpAndEachNameIsOne() {
        assertThat(RunSettings.all()).allSatisfy(setting -> {
            assertThat(setting.help()).endsWith(".");
            assertThat(setting.key()).matches("[a-z]+(-[a-z]+)*");
            assertThat(RunSettings.named(setting.option(), Set.of())).isSameAs(setting);
        });
    }
}
