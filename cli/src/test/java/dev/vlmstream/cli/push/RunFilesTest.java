package dev.vlmstream.cli.push;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.stack.KnownModel;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.evaluation.run.RunSpec;
import dev.vlmstream.evaluation.sampling.ChoiceOrder;
import dev.vlmstream.inference.loading.BundleFinder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunFilesTest {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path directory;

    @Test
    void theExampleStudyCanBePushedAsItIs() throws Exception {
        List<RunToPush> study = RunFiles.read(List.of(HOME.resolve("examples/study")));
        List<String> runs = new ArrayList<>();
        for (RunToPush run : study) {
            List<KnownModel> models = run.request().spec().get(RunSettings.MODELS).stream()
                    .map(name -> KnownModel.of(BundleFinder.open(HOME.resolve("demo/models/" + name))))
                    .toList();
            RunPlan plan = RunPlan.of(run.request(), () -> models, notice -> {});
            assertThat(plan.items()).hasSize(398);
            runs.add(plan.manifest().getRun());
        }
        assertThat(runs).hasSize(12).contains("open-base", "closed-2", "closed-100", "closed-20-fixed", "likelihood");
    }

    @Test
    void severalNumbersOfLabelsAreARunEach() throws IOException {
        Path file = Files.writeString(
                directory.resolve("curve.yaml"), "dataset: x.jsonl\ntask: closed-world\nlabels: [2, 5, 20]\n");
        Files.createFile(directory.resolve("x.jsonl"));
        List<RunToPush> curve = RunFiles.read(List.of(file));
        assertThat(curve)
                .extracting(run -> run.request().spec().get(RunSettings.RUN))
                .containsExactly("curve-2", "curve-5", "curve-20");
        assertThat(curve)
                .extracting(run -> run.request().spec().get(RunSettings.LABELS))
                .containsExactly(2, 5, 20);
    }

    @Test
    void columnsAndRowsToSkipAreTheDatasets() throws IOException {
        Path file = Files.writeString(
                directory.resolve("table.yaml"),
                "dataset: x-{00..01}.csv\ntask: open-world\nmap: {label: species, image: photo}\nskip_bad: 2\n");
        Files.createFile(directory.resolve("x-00.csv"));
        assertThatThrownBy(() -> RunFiles.read(List.of(file)))
                .hasMessageContaining("no such file or folder: " + directory.resolve("x-{00..01}.csv"));
        Files.createFile(directory.resolve("x-01.csv"));
        RunToPush run = RunFiles.read(List.of(file)).get(0);
        assertThat(run.request().columns()).isEqualTo(Map.of("label", "species", "image", "photo"));
        assertThat(run.request().skipBad()).isEqualTo(2);
    }

    @Test
    void theExamplesOfVariantsAndBenchmarksAreUnderstood() throws Exception {
        for (RunToPush run : RunFiles.read(List.of(HOME.resolve("examples/wikiqa")))) {
            List<KnownModel> models = run.request().spec().get(RunSettings.MODELS).stream()
                    .map(name -> KnownModel.of(BundleFinder.open(HOME.resolve("demo/models/" + name))))
                    .toList();
            assertThat(RunPlan.of(run.request(), () -> models, notice -> {}).items())
                    .hasSize(200);
        }
        Files.createDirectory(directory.resolve("data"));
        for (String name : List.of("textvqa", "docvqa", "ai2d", "chartqa", "pope")) {
            Files.copy(HOME.resolve("examples/benchmarks/" + name + ".yaml"), directory.resolve(name + ".yaml"));
            Files.createFile(directory.resolve("data/" + name + ".jsonl"));
        }
        assertThat(RunFiles.read(List.of(directory)))
                .extracting(run -> run.request().spec().get(RunSettings.BENCHMARK))
                .containsExactlyInAnyOrder("textvqa", "docvqa", "ai2d", "chartqa", "pope");
    }

    @Test
    void aManifestTakesWhatTheCommandLineTakes() throws IOException {
        Files.createDirectory(directory.resolve("data"));
        Files.createFile(directory.resolve("data/x.jsonl"));
        Files.createFile(directory.resolve("names.json"));
        Path file = Files.writeString(directory.resolve("mine.yaml"), """
                dataset: data/x.jsonl     # relative to this file
                task: closed-world
                models: [a, b]
                labels: 5
                order: fixed
                chain-of-thought: true
                synonyms: names.json
                templates:
                  - A photo of a {}
                  - "A {}, drawn"
                generation:
                  num_beams: 3
                tags:
                  by: hand
                  purpose: "a=b, c"
                prompt: "What is this?"
                """);
        RunToPush run = RunFiles.read(List.of(file)).get(0);
        RunSpec spec = run.request().spec();
        assertThat(run.request().path()).isEqualTo(directory.resolve("data/x.jsonl"));
        assertThat(run.request().files()).isEqualTo(Map.of(RunSettings.NAMES.get(0), directory.resolve("names.json")));
        assertThat(spec.get(RunSettings.MODELS)).containsExactly("a", "b");
        assertThat(spec.get(RunSettings.RUN)).isEqualTo("mine");
        assertThat(spec.get(RunSettings.TASK)).isEqualTo(Task.CLOSED_WORLD);
        assertThat(spec.get(RunSettings.LABELS)).isEqualTo(5);
        assertThat(spec.get(RunSettings.ORDER)).isEqualTo(ChoiceOrder.FIXED);
        assertThat(spec.get(RunSettings.CHAIN_OF_THOUGHT)).isTrue();
        assertThat(spec.get(RunSettings.TEMPLATES)).containsExactly("A photo of a {}", "A {}, drawn");
        assertThat(spec.get(RunSettings.GENERATION)).isEqualTo(Map.of("num_beams", 3));
        assertThat(spec.get(RunSettings.TAGS)).isEqualTo(Map.of("by", "hand", "purpose", "a=b, c"));
        assertThat(spec.get(RunSettings.PROMPT)).isEqualTo("What is this?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "lables: 5 | unknown key \"lables\"; did you mean \"labels\"?",
                "labels: few | \"labels\" must be a whole number of 2 or more, is \"few\"",
                "seed: 1.5 | \"seed\" must be a whole number, is 1.5",
                "budget: cheap | \"budget\" must be a number of 0 or more, is \"cheap\"",
                "chain-of-thought: maybe | \"chain-of-thought\" must be true or false, is \"maybe\"",
                "chain-of-thougt: true | unknown key \"chain-of-thougt\"; did you mean \"chain-of-thought\"?",
                "seed: [1, 2] | \"seed\" must be a whole number, is [1, 2]",
                "models: {a: b} | \"models\" must be a list of texts, is {a=b}",
                "task: {a: b} | \"task\" must be open-world, closed-world, zero-shot, ",
                "tags: [a] | \"tags\" must be a mapping of names, each to a text, is [a]",
                "Task: open-world | unknown key \"Task\"; did you mean \"task\"?",
                "xyzzy: 1 | unknown key \"xyzzy\"; there are ",
                "run: a/b | run id \"a/b\": use 1 to 100 letters",
                "classes: nix.txt | \"classes\": no such file or folder: ",
                "synonyms: nix.json | \"synonyms\": no such file or folder: ",
                "template: A photo | \"templates\" must hold only texts with {} for the class name, has \"A photo\"",
                "order: sorted | \"order\" must be random or fixed, is \"sorted\"",
                "limit: -3 | \"limit\" must be a whole number of 1 or more, is -3",
                "labels: 1 | \"labels\" must be a whole number of 2 or more, is 1",
                "task: open-word | or question-answering, is \"open-word\"; did you mean \"open-world\"?",
                "seed: | \"seed\" has no value",
                "dataset: y | mine.yaml, line 2: the key \"dataset\" occurs twice",
                "task: y: z | mine.yaml, line 2: no YAML: mapping values are not allowed here",
                "task: 'x | mine.yaml, line 3: no YAML: ",
                "a: [ | no YAML"
            })
    void whatIsWrongIsNamedWithTheFile(String line, String message) throws IOException {
        Files.createFile(directory.resolve("x"));
        Path file = Files.writeString(directory.resolve("mine.yaml"), "dataset: x\n" + line + "\n");
        assertThatThrownBy(() -> RunFiles.read(List.of(file)))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("mine.yaml, line ")
                .hasMessageContaining(message);
    }

    @Test
    void eachWrongKeyOfAFileIsNamedWithItsLine() throws IOException {
        Files.createFile(directory.resolve("x"));
        Path file = Files.writeString(directory.resolve("mine.yaml"), """
                # a study
                labels: [2, five]
                threshold:
                  semantic: 0.5
                  concept: 0.5
                lables: 5
                models: [a,
                  b]
                judge: {semantic: minilm}
                frequency: nix.json
                limit: 0
                """);
        String m = file + ", line ";
        assertThatThrownBy(() -> RunFiles.read(List.of(file)))
                .hasMessage(String.join(
                        "\n",
                        m + "2: \"labels\" must be a whole number of 2 or more, is \"five\"",
                        m + "3: \"thresholds\": there is a threshold for concept and no judge",
                        m + "6: unknown key \"lables\"; did you mean \"labels\"?",
                        m + "10: \"frequency\": no such file or folder: " + directory.resolve("nix.json"),
                        m + "11: \"limit\" must be a whole number of 1 or more, is 0",
                        file + ": \"dataset\" is missing"));
    }

    @Test
    void aByteOrderMarkIsPassedOverAndAnotherCharacterSetNamed() throws IOException {
        Files.createFile(directory.resolve("x"));
        Path marked = Files.writeString(directory.resolve("marked.yaml"), "\uFEFFdataset: x\n");
        assertThat(RunFiles.read(List.of(marked))).hasSize(1);
        Path latin = Files.write(directory.resolve("latin.yaml"), "dataset: é\n".getBytes(ISO_8859_1));
        assertThatThrownBy(() -> RunFiles.read(List.of(latin))).hasMessage(latin + " is not UTF-8; save it as UTF-8");
    }

    @Test
    void allThatIsWrongInAFolderIsSaidAtOnce() throws IOException {
        Files.createFile(directory.resolve("x"));
        Files.writeString(directory.resolve("a.yaml"), "dataset: x\nrun: same\n");
        Files.writeString(directory.resolve("b.yaml"), "dataset: x\nrun: same\n");
        Files.writeString(directory.resolve("c.yaml"), "dataset: nix\n");
        Files.writeString(directory.resolve("d.yaml"), "dataset: x\n---\ndataset: x\n");
        Files.writeString(directory.resolve("e.yaml"), "dataset: x\ntask: a\n\tseed: 1\n");
        assertThatThrownBy(() -> RunFiles.read(List.of(directory, directory.resolve("nix.yaml"))))
                .hasMessageContaining("b.yaml: run \"same\" is in " + directory.resolve("a.yaml") + ", too")
                .hasMessageContaining("c.yaml, line 1: \"dataset\": no such file or folder: ")
                .hasMessageContaining("d.yaml: several documents")
                .hasMessageContaining("e.yaml, line 3: no YAML: ")
                .hasMessageContaining("nix.yaml: no such file");
    }

    @Test
    void aManifestNeedsADataset() throws IOException {
        Path file = Files.writeString(directory.resolve("mine.yaml"), "task: open-world\n");
        assertThatThrownBy(() -> RunFiles.read(List.of(file))).hasMessageContaining("dataset");
        assertThatThrownBy(() -> RunFiles.read(List.of(HOME.resolve("docs")))).hasMessageContaining("has no manifests");
    }
}
