package dev.vlmstream.evaluation.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.evaluation.rules.ExactMatch;
import dev.vlmstream.evaluation.rules.PatternRule;
import dev.vlmstream.evaluation.tasks.TaskData.OfficialFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskDefinitionTest {
    private static final String MINE = """
            task: capitals
            title: Capitals
            source: 'Ada, 2026'
            dataset: data.csv
            map: {text: frage, options: [eins, zwei]}
            answer: words
            prompt:
              template: "{question} ({country})[\\n{instruction}]"
              instruction: Say its name.
              max-new-tokens: 8
            styles:
              short: {instruction: One word.}
            rules: [pattern, exact]
            pattern:
              extract: '(?i)is (.+?)[.\\n]*$'
              normalise: [lowercase, drop-articles]
              accept:
                yes: [ja, "no: it is", 'x']
            grouping: {modulo: 10}
            published:
              - {model: llava-1.5-7b, value: 12.5, source: 'Ada, 2026'}
            """;

    @TempDir
    Path folder;

    private TaskDefinition read(String text) throws Exception {
        return TaskFiles.read(Files.writeString(folder.resolve("capitals.yaml"), text));
    }

    @Test
    void aFileSaysWhatIsAskedAndByWhatAnAnswerIsRight() throws Exception {
        TaskDefinition task = read(MINE);

        assertThat(task.rules()).containsExactly(PatternRule.RULE, ExactMatch.RULE);
        assertThat(task.prompt().maxNewTokens()).isEqualTo(8);
        assertThat(task.prompt("short").instruction()).isEqualTo("One word.");
        assertThat(task.prompt("short").template())
                .isEqualTo(task.prompt("bundle").template());
        assertThat(task.prompt().fields()).containsExactly("country");
        assertThat(task.data().dataset()).isEqualTo(folder.resolve("data.csv").toString());
        assertThat(task.data().columns()).isEqualTo(Map.of("text", "frage", "options", "eins+zwei"));
        assertThat(task.grade("It is the Paris.", List.of("Paris")).isRight()).isTrue();
        assertThat(task.grade("It is ja", List.of("yes")).isRight()).isTrue();
    }

    @Test
    void aFileSaysHowTheBenchmarksOwnFilesAreRead() throws Exception {
        String files = "files:\n"
                + "  - {name: [a.json, b.json], map: {image: 'png/{name}', category: [x, y]}, require: [image]}\n"
                + "  - {name: q.json, split: test, join: a.json}\n";
        TaskData data = read(MINE + files).data();
        assertThat(data.file("b.json"))
                .isEqualTo(new OfficialFile(
                        List.of("a.json", "b.json"),
                        null,
                        null,
                        Map.of("image", "png/{name}", "category", "x+y"),
                        Set.of("image")));
        assertThat(data.file("q.json").split()).isEqualTo("test");
        assertThat(data.file("q.json").beside(folder.resolve("q.json"))).isEqualTo(folder.resolve("a.json"));
        assertThat(data.file("other.json")).isEqualTo(OfficialFile.NONE);
        assertThat(read(MINE + files).plain().get("files"))
                .isEqualTo(List.of(
                        Map.of(
                                "name",
                                List.of("a.json", "b.json"),
                                "map",
                                Map.of("image", "png/{name}", "category", "x+y"),
                                "require",
                                List.of("image")),
                        Map.of("name", List.of("q.json"), "split", "test", "join", "a.json")));
        assertThat(read(MINE + files).digest()).isEqualTo(read(MINE).digest());
        assertThatThrownBy(() -> read(MINE + "files: [{split: test}]\n"))
                .hasMessageEndingWith("an entry of files needs \"name\"");
        assertThatThrownBy(() -> read(MINE + "files: [{name: a.json}, {name: a.json}]\n"))
                .hasMessageEndingWith("has a.json, which another entry has, too");
        assertThatThrownBy(() -> read(MINE + "files: [{name: a.json, join: ../b.json}]\n"))
                .hasMessageEndingWith("is the name of a file beside the other, without folders");
    }

    @Test
    void whatTravelsIsReadAsTheSameTaskWithTheSameDigest() throws Exception {
        TaskDefinition task = read(MINE);
        TaskDefinition travelled = TaskDefinition.parse(task.canonical());

        assertThat(task.canonical()).doesNotContain("\n").doesNotContain("data.csv");
        assertThat(travelled).isEqualTo(task.with(TaskData.NONE));
        assertThat(travelled.canonical()).isEqualTo(task.canonical());
        assertThat(travelled.digest()).isEqualTo(task.digest()).matches("[0-9a-f]{64}");
        TaskDefinition judging = TaskDefinition.parse(task.judging());
        assertThat(judging.rules()).isEqualTo(task.rules());
        assertThat(judging.pattern()).isEqualTo(task.pattern());
        assertThat(judging.answer()).isEqualTo(task.answer());
    }

    @Test
    void theDigestIsOfWhatIsAskedAndJudgedAlone() throws Exception {
        String digest = read(MINE).digest();
        assertThat(read(MINE.replace("Ada, 2026", "Bob").replace("12.5", "13")).digest())
                .isEqualTo(digest);
        assertThat(read(MINE.replace("One word.", "A word.")).digest()).isNotEqualTo(digest);
        assertThat(read(MINE.replace("drop-articles", "number-words")).digest()).isNotEqualTo(digest);
        assertThat(read(MINE.replace("modulo: 10", "modulo: 11")).digest()).isNotEqualTo(digest);
    }

    @Test
    void anyTextTravels() {
        String odd = IntStream.rangeClosed(1, 0xffff)
                        .filter(c -> c != '\n' && c != '\r')
                        .mapToObj(c -> String.valueOf((char) c))
                        .collect(Collectors.joining())
                + "\ud83d\ude00 \" \\ {question} # : [x] - ? & * ! | > % @ `";
        Map<String, Object> plain = Map.of(
                "task", "odd", "rules", List.of("exact"), "prompt", Map.of("template", odd.substring(0, 30_000)));
        assertThatThrownBy(() -> TaskDefinition.of(plain)).hasMessageContaining("needs {question}");
        TaskDefinition task = TaskDefinition.of(Map.of(
                "task",
                "odd",
                "rules",
                List.of("exact"),
                "prompt",
                Map.of("template", odd.substring(odd.length() - 30_000))));
        assertThat(task.prompt().template()).isEqualTo(odd.substring(odd.length() - 30_000));
        assertThat(TaskDefinition.parse(task.canonical())).isEqualTo(task);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "answer: words | anser: words | line 6: unknown key \"anser\"; did you mean \"answer\"?",
                "max-new-tokens: 8 | max-new-token: 8 | line 10: unknown key \"prompt.max-new-token\"; did you mean",
                "max-new-tokens: 8 | max-new-tokens: many | line 10: \"prompt.max-new-tokens\" must be a whole number of 1",
                "max-new-tokens: 8 | max-new-tokens: 0 | line 10: \"prompt.max-new-tokens\" must be a whole number of 1",
                "answer: words | answer: word | must be one of letter, yes-no, words, value, letter-or-value, is \"word\"; did",
                "answer: words | answer: [words] | line 6: \"answer\" must be a text",
                "answer: words | answer: | line 6: \"answer\" has no value",
                "rules: [pattern, exact] | rules: [pattern, exakt] | the unknown rule \"exakt\"; did you mean \"exact\"?",
                "rules: [pattern, exact] | rules: [pattern, pattern] | line 13: \"rules\" names pattern twice",
                "rules: [pattern, exact] | rules: [pattern, top1] | judges rankings",
                "rules: [pattern, exact] | rules: [pattern, mcq] | which needs options; say \"answer: letter\"",
                "rules: [pattern, exact] | rules: [pattern, llm-judge] | which a model applies",
                "rules: [pattern, exact] | rules: [exact] | line 14: \"pattern\" is for the rule pattern, which is not",
                "lowercase, drop-articles | lower | must be one of lowercase, strip-punctuation",
                "{modulo: 10} | {modulo: 0} | line 19: \"grouping.modulo\" must be a whole number of 1 or more, is \"0\"",
                "value: 12.5 | value: high | \"published.value\" must be a number",
                "task: capitals | task: Capitals! | line 1: \"task\" must be 1 to 64 small letters",
                "task: capitals | task: open-world | line 1: \"task\" is \"open-world\", which every run may ask",
                "task: capitals | name: capitals | unknown key \"name\"; there are task, title",
                "short: {instruction | study: {instruction | \"styles.study\" cannot be a style's name",
                "{question} ({country}) | {questions} | \"prompt.template\" needs {question}",
                "title: Capitals | task: again | line 2: the key \"task\" occurs twice",
                "title: Capitals | title: &a Capitals | line 2: anchors and aliases (& and *) are not read",
                "title: Capitals | title: *a | line 2: anchors and aliases",
                "title: Capitals | title: !!java.net.URL [x] | line 2: no YAML: Global tag is not allowed",
                "title: Capitals | title: !x y | line 2: \"title\" must be a text",
                "title: Capitals | [title]: x | line 2: a key must be a word",
                "title: Capitals | title: Cap: itals | line 2: no YAML: mapping values are not allowed here",
                "title: Capitals | title: 'Capitals | no YAML",
                "kind: x | kind: x | ",
            })
    void oneSentenceNamesFileLineAndCure(String right, String wrong, String message) {
        String text = MINE.replace(right, wrong);
        if (message == null) {
            text = "kind: classification\n" + MINE;
            message = "line 14: \"rules\" is for questions";
        }
        String spoiled = text;
        String expected = message;
        assertThatThrownBy(() -> read(spoiled))
                .isInstanceOf(InvalidTaskException.class)
                .hasMessageStartingWith(folder.resolve("capitals.yaml") + "")
                .hasMessageContaining(expected)
                .message()
                .hasLineCount(1);
    }

    @Test
    void hostileYamlIsRefused() {
        String bomb = "a: &a [x, x]\n"
                + IntStream.range(0, 30)
                        .mapToObj(i -> "b" + i + ": &b" + i + " [*a, *a]\n")
                        .collect(Collectors.joining());
        assertThatThrownBy(() -> read(bomb)).hasMessageContaining("line 1: anchors and aliases");
        assertThatThrownBy(() -> read("task: x\nmap: " + "[".repeat(10_000)))
                .hasMessageContaining("line 2: ")
                .hasMessageContaining("nested");
        assertThatThrownBy(() -> read("task: x\nmap: " + "{a: ".repeat(5_000))).hasMessageContaining("line 2: ");
        assertThatThrownBy(() -> read("task: x\n\ttitle: y")).hasMessageContaining("line 2: no YAML: a tab");
        assertThatThrownBy(() -> read("a".repeat((1 << 20) + 1))).hasMessageContaining("of at most 1048576");
        assertThatThrownBy(() -> TaskDefinition.parse("a".repeat((1 << 20) + 1)))
                .hasMessageContaining("of at most 1048576");
        assertThatThrownBy(() -> read("")).hasMessageContaining("a task has lines \"key: value\"");
        assertThatThrownBy(() -> read("- a")).hasMessageContaining("a task has lines \"key: value\"");
        assertThatThrownBy(() -> read("task: a\nrules: exact\n---\ntask: b")).hasMessageContaining("several documents");
        assertThatThrownBy(() -> read("task: \u0007")).hasMessageContaining("no YAML");
        assertThatThrownBy(() -> read("title: x")).hasMessageContaining("line 1: \"task\" is missing");
        assertThatThrownBy(() -> read("task: x")).hasMessageContaining("line 1: \"rules\" is missing");
        assertThatThrownBy(() -> TaskFiles.read(folder)).hasMessageContaining("there is no such file");
        assertThatThrownBy(() -> TaskFiles.read(Files.write(
                        folder.resolve("l1.yaml"), "task: caf\u00e9".getBytes(StandardCharsets.ISO_8859_1))))
                .hasMessageContaining("not UTF-8");
        String large = "task: x\nrules: pattern\npattern:\n  accept:\n    a: ["
                + "xxxxxxxx,".repeat(TaskDefinition.LONGEST / 8) + "]";
        assertThatThrownBy(() -> read(large)).hasMessageContaining("what travels with a run has");
    }

    @Test
    void aTaskIsFoundByItsNameInTheFolderOrAmongThoseThatShip() throws Exception {
        Path tasks = Files.createDirectory(folder.resolve("tasks"));
        Files.writeString(tasks.resolve("capitals.yaml"), MINE);
        Files.writeString(tasks.resolve("other.yml"), MINE);
        assertThat(TaskFiles.find("capitals", folder, tasks))
                .map(TaskDefinition::id)
                .hasValue("capitals");
        assertThat(TaskFiles.find("tasks/capitals.yaml", folder, tasks)).isPresent();
        assertThat(TaskFiles.find("pope", folder, tasks)).containsSame(ShippedTasks.of("pope"));
        assertThat(TaskFiles.find("capital", folder, tasks)).isEmpty();
        assertThat(TaskFiles.suggestion("capital", tasks)).isEqualTo("; did you mean \"capitals\"?");
        assertThatThrownBy(() -> TaskFiles.find("other", folder, tasks))
                .hasMessageContaining("\"task\" is capitals, and the file is called other");
    }

    @Test
    void oneThatShipsCannotBeAnother() throws Exception {
        String pope = ShippedTasks.text("pope");
        Path tasks = Files.createDirectory(folder.resolve("tasks"));
        Files.writeString(tasks.resolve("pope.yaml"), pope.replace("POPE", "Mine"));
        assertThat(TaskFiles.find("pope", folder, tasks))
                .map(TaskDefinition::title)
                .hasValue("Mine");
        Files.writeString(tasks.resolve("pope.yaml"), pope.replace("single word", "single term"));
        assertThatThrownBy(() -> TaskFiles.find("pope", folder, tasks))
                .hasMessageMatching(
                        "the task \"pope\" is not the one that ships here \\(digest [0-9a-f]{12}, here"
                                + " [0-9a-f]{12}\\): call your own otherwise, or bring the command and the services to the same version");
    }

    @Test
    void classesAreListedOrLieBesideTheFile() throws Exception {
        Files.writeString(folder.resolve("birds.txt"), "crane\nhen\ncrane\n");
        String task = "task: birds\nkind: classification\ntemplates: ['A photo of a {}']\nclasses: ";
        assertThat(read(task + "[a b, 'yes', no]").data().classes()).containsExactly("a b", "yes", "no");
        assertThat(read(task + "birds.txt").data().classes()).containsExactly("crane", "hen", "crane");
        assertThatThrownBy(() -> read(task + "birdies.txt"))
                .hasMessageContaining("line 4: \"classes\" names the list \"birdies.txt\", which does not ship");
        assertThatThrownBy(() -> read(task.replace("a {}", "a bird") + "birds.txt"))
                .hasMessageContaining("line 3: \"templates\" must hold only texts with {}");
        assertThatThrownBy(() -> read("task: x\nrules: exact\nclasses: [a, b]"))
                .hasMessageContaining("\"classes\" is for \"kind: classification\"");
    }
}
