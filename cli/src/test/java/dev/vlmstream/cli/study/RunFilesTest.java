package dev.vlmstream.cli.study;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.cli.CommandFailure;
import dev.vlmstream.cli.push.RunPlan;
import dev.vlmstream.cli.push.RunRequest;
import dev.vlmstream.cli.stack.KnownModel;
import dev.vlmstream.evaluation.Task;
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
        List<Wanted> study = RunFiles.read(List.of(HOME.resolve("examples/study")));
        List<String> runs = new ArrayList<>();
        for (Wanted wanted : study) {
            List<KnownModel> models = wanted.models().stream()
                    .map(name -> KnownModel.of(BundleFinder.open(HOME.resolve("demo/models/" + name))))
                    .toList();
            RunPlan plan = RunPlan.of(wanted.request(), models, notice -> {});
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
        List<Wanted> curve = RunFiles.read(List.of(file));
        assertThat(curve)
                .extracting(wanted -> wanted.request().run().orElseThrow())
                .containsExactly("curve-2", "curve-5", "curve-20");
        assertThat(curve)
                .extracting(wanted -> wanted.request().labels().orElseThrow())
                .containsExactly(2, 5, 20);
    }

    @Test
    void theExamplesOfVariantsAndBenchmarksAreUnderstood() throws Exception {
        for (Wanted wanted : RunFiles.read(List.of(HOME.resolve("examples/wikiqa")))) {
            List<KnownModel> models = wanted.models().stream()
                    .map(name -> KnownModel.of(BundleFinder.open(HOME.resolve("demo/models/" + name))))
                    .toList();
            assertThat(RunPlan.of(wanted.request(), models, notice -> {}).items())
                    .hasSize(200);
        }
        Files.createDirectory(directory.resolve("data"));
        for (String name : List.of("textvqa", "docvqa", "ai2d", "chartqa", "pope")) {
            Files.copy(HOME.resolve("examples/benchmarks/" + name + ".yaml"), directory.resolve(name + ".yaml"));
            Files.createFile(directory.resolve("data/" + name + ".jsonl"));
        }
        assertThat(RunFiles.read(List.of(directory)))
                .extracting(wanted ->
                        wanted.request().questions().benchmark().orElseThrow().id())
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
        Wanted wanted = RunFiles.read(List.of(file)).get(0);
        RunRequest request = wanted.request();
        assertThat(wanted.models()).containsExactly("a", "b");
        assertThat(request.dataset()).isEqualTo(directory.resolve("data/x.jsonl"));
        assertThat(request.run()).contains("mine");
        assertThat(request.task()).contains(Task.CLOSED_WORLD);
        assertThat(request.labels()).contains(5);
        assertThat(request.order().id()).isEqualTo("fixed");
        assertThat(request.chainOfThought()).isTrue();
        assertThat(request.synonyms()).contains(directory.resolve("names.json"));
        assertThat(request.templates()).containsExactly("A photo of a {}", "A {}, drawn");
        assertThat(request.generation()).isEqualTo(Map.of("num_beams", "3"));
        assertThat(request.tags()).isEqualTo(Map.of("by", "hand", "purpose", "a=b, c"));
        assertThat(request.prompt()).isEqualTo("What is this?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "lables: 5 | unknown key \"lables\"; did you mean \"labels\"?",
                "labels: few | \"labels\" must be a whole number, is \"few\"",
                "seed: 1.5 | \"seed\" must be a whole number, is \"1.5\"",
                "budget: cheap | \"budget\" must be a number, is \"cheap\"",
                "chain-of-thought: maybe | \"chain-of-thought\" must be true or false, is \"maybe\"",
                "seed: [1, 2] | \"seed\" takes one value, not a list: [1,2]",
                "models: {a: b} | \"models\" takes no mapping",
                "task: {a: b} | \"task\" takes no mapping",
                "tags: [a] | \"tags\" takes a mapping (lines \"key: value\" below it), is [\"a\"]",
                "Task: open-world | unknown key \"Task\"; did you mean \"task\"?",
                "chain_of_thought: true | unknown key \"chain_of_thought\"; did you mean \"chain-of-thought\"?",
                "xyzzy: 1 | unknown key \"xyzzy\"; there are ",
                "run: a/b | run id \"a/b\": use 1 to 100 letters",
                "classes: nix.txt | classes: no such file or folder: ",
                "synonyms: nix.json | synonyms: no such file or folder: ",
                "template: A photo | template \"A photo\" has no {}",
                "order: sorted | unknown choice order 'sorted'; known choice orders: random, fixed",
                "limit: -3 | limit must be 1 or more, got -3",
                "labels: 1 | labels must be 2 or more, got 1",
                "task: guessing | unknown task 'guessing'; known tasks: open-world",
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
                        m + "2: \"labels\" must be a whole number, is \"five\"",
                        m + "3: there is a threshold for concept and no judge",
                        m + "6: unknown key \"lables\"; did you mean \"labels\"?",
                        m + "10: frequency: no such file or folder: " + directory.resolve("nix.json")
                                + " (paths are relative to the manifest)",
                        m + "11: limit must be 1 or more, got 0",
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
                .hasMessageContaining("c.yaml, line 1: dataset: no such file or folder: ")
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
