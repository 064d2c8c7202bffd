package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.schemas.Reference;
import dev.vlmstream.schemas.topics.Topic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that nobody but their user has seen, through all services: no service reads their files. */
abstract class TaskFileIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODEL = "emoji-vlm-finetuned";
    private static final String ENCODER = "emoji-clip";
    private static final String SHIPPED = "libs/evaluation/src/main/resources/dev/vlmstream/evaluation/tasks";
    private static final int ITEMS = 24;
    /** The one that the demo's model was tuned on. */
    private static final String QUESTION = "What type of object is in this photo?";

    private static LocalStack stack;
    private static Wiretap tap;
    private static Results results;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        stack = CommonStackIT.stack();
        tap = new Wiretap(stack.bootstrap());
        results = new Results(stack.server());
    }

    @AfterAll
    static void stop() {
        tap.close();
    }

    @Test
    void aTaskOfOnesOwnIsAskedAndJudgedByItsExpressionWithoutCode() throws Exception {
        Path task = task("emoji-names", """
                task: emoji-names
                title: Names of emoji
                map: {text: frage, label: antwort, category: gruppe}
                prompt:
                  template: "{question}[ ({hinweis})]"
                  max-new-tokens: 12
                rules: [pattern, exact]
                pattern:
                  extract: '(?i)([a-z -]+)[.!]?\\s*$'
                  normalise: [lowercase, drop-articles, squeeze-spaces]
                  match: contains
                published:
                  - {model: emoji-vlm-finetuned, value: 12.5, source: made up for a test}
                """);
        List<String> rows = new ArrayList<>(List.of("image\tfrage\tantwort\tgruppe\thinweis"));
        for (JsonNode line : lines()) {
            rows.add(String.join("\t", image(line), QUESTION, line.get("label").asText(), "emoji", ""));
        }
        push(rows, "emoji-names", "task-own");
        Files.delete(task);

        JsonNode run = results.get("/api/runs/task-own");
        assertThat(run.get("benchmark").asText()).isEqualTo("emoji-names");
        assertThat(run.get("task").asText()).isEqualTo("question-answering");
        assertThat(run.get("maxNewTokens").asInt()).isEqualTo(12);
        assertThat(JSON.readTree(run.get("definition").asText()).get("title").asText())
                .isEqualTo("Names of emoji");
        JsonNode model = results.get("/api/runs/task-own/metrics").get("models").get(0);
        assertThat(model.get("primaryRule").asText()).isEqualTo("pattern");
        assertThat(model.get("answered").asInt() + model.get("unparsed").asInt())
                .isEqualTo(ITEMS);
        assertThat(model.get("rules").get("pattern").get("n").asInt()).isEqualTo(ITEMS);

        List<String> judged = new ArrayList<>();
        int right = 0;
        for (JsonNode line : results.get("/api/runs/task-own/items?size=100").get("items")) {
            assertThat(line.get("question").asText()).isEqualTo(QUESTION);
            right += line.get("rules").get("pattern").asBoolean() ? 1 : 0;
            ObjectNode own = JSON.createObjectNode();
            own.put("prediction", line.get("answer").asText())
                    .put("label", line.get("label").asText());
            judged.add(own.toString());
        }
        assertThat(right)
                .isEqualTo(model.get("rules").get("pattern").get("correct").asInt())
                .isPositive();
        Path again = task("again", """
                task: again
                rules: [pattern, exact]
                pattern:
                  extract: '(?i)([a-z -]+)[.!]?\\s*$'
                  normalise: [lowercase, drop-articles, squeeze-spaces]
                  match: contains
                """);
        assertThat(rightInFile(again, judged)).isEqualTo(right);
        judgedByAnotherTask(judged);
        assertThat(tap.readAll(Topic.REFERENCES, Reference.class))
                .filteredOn(reference -> reference.getRun().equals("task-own"))
                .hasSize(ITEMS)
                .allMatch(reference -> reference.getDefinition().contains("squeeze-spaces"))
                .allMatch(reference -> "emoji".equals(reference.getCategory()));
        assertThat(CommandRun.of("report", "task-own", "--server=" + stack.server(), "--format=md")
                        .done()
                        .out())
                .contains("emoji-names")
                .contains("12.5");
    }

    /** The logged answers under the rule of another file, which holds for the copy alone. */
    private void judgedByAnotherTask(List<String> judged) throws Exception {
        Path strict = task("strict", """
                task: strict
                title: Strictly
                rules: [pattern]
                pattern: {extract: '^([a-z]+)', normalise: [lowercase], match: equal}
                """);
        JsonNode before = results.get("/api/runs/task-own/metrics");
        JsonNode rescored =
                JSON.readTree(rescore("task-strict", strict.toString()).done().out());
        assertThat(rescored.get("copied").asInt()).isEqualTo(ITEMS);
        JsonNode rules = rescored.get("metrics").get("models").get(0).get("rules");
        assertThat(rules.get("pattern").get("correct").asInt()).isEqualTo(rightInFile(strict, judged));
        assertThat(rules.has("exact")).isFalse();
        assertThat(results.get("/api/runs/task-own/metrics")).isEqualTo(before);
        assertThat(results.get("/api/runs/task-strict").get("benchmark").asText())
                .isEqualTo("strict");
        assertThat(JSON.readTree(
                                rescore("task-strict", strict.toString()).done().out())
                        .get("copied")
                        .asInt())
                .isZero();
        CommandRun refused = rescore("task-other", "mmbench");
        assertThat(refused.status()).isNotZero();
        assertThat(refused.err())
                .contains("right answers of task-own are of the form \"words\", those of the task mmbench \"letter\"");
    }

    private CommandRun rescore(String as, String task) throws Exception {
        return CommandRun.of(
                "rescore",
                "task-own",
                "--run=" + as,
                "--task=" + task,
                "--bootstrap=" + stack.bootstrap(),
                "--server=" + stack.server(),
                "--wait",
                "--json");
    }

    /** The same rule on the same answers in another process, by the file alone. */
    private int rightInFile(Path task, List<String> lines) throws Exception {
        Path file = Files.write(directory.resolve("answers.jsonl"), lines);
        String out =
                CommandRun.of("score", "--task=" + task, file.toString()).done().out();
        int right = 0;
        for (String line : out.lines().toList()) {
            right += JSON.readTree(line).get("rules").get("pattern").asBoolean() ? 1 : 0;
        }
        return right;
    }

    @Test
    void optionsInColumnsArePosedByTheTasksWording() throws Exception {
        task("emoji-options", """
                task: emoji-options
                answer: letter
                prompt:
                  template: "[{hint}\\n]{question}\\n{options}\\n{instruction}"
                  option: "({letter}) {text}"
                  instruction: Say the letter.
                styles:
                  short: {template: "{question} {options}"}
                rules: [mcq]
                grouping: {metric: circular, modulo: 100}
                map: {group: index}
                """);
        List<String> rows = new ArrayList<>(List.of("index\timage\tquestion\thint\tA\tB\tanswer"));
        int index = 0;
        for (JsonNode line : lines()) {
            rows.add(String.join(
                    "\t",
                    "" + (100 * (index % 2) + index / 2),
                    image(line),
                    "Which?",
                    index == 0 ? "nan" : "Look.",
                    line.get("label").asText(),
                    "a house",
                    "A"));
            index++;
        }
        push(rows, "emoji-options", "task-options");

        for (JsonNode line :
                results.get("/api/runs/task-options/items?size=100").get("items")) {
            assertThat(line.get("question").asText())
                    .matches("(Look\\.\\n)?Which\\?\\n\\(A\\) .*\\n\\(B\\) a house\\nSay the letter\\.");
        }
        assertThat(tap.readAll(Topic.REFERENCES, Reference.class))
                .filteredOn(reference -> reference.getRun().equals("task-options"))
                .hasSize(ITEMS)
                .allMatch(reference -> reference.getLabel().equals("A") && reference.getGroupSize() == 2)
                .extracting(Reference::getGroup)
                .contains("0", "11")
                .doesNotContain("100");
    }

    @Test
    void aTaskThatDoesNotExistIsRefusedInWords() throws Exception {
        Path data = Files.writeString(directory.resolve("data.jsonl"), "{\"text\": \"x\", \"label\": \"y\"}\n");
        CommandRun refused = CommandRun.of(
                "push",
                data.toString(),
                "--task=mmbnch",
                "--bootstrap=" + stack.bootstrap(),
                "--server=" + stack.server());
        assertThat(refused.status()).isNotZero();
        assertThat(refused.err()).contains("there is no task \"mmbnch\"; did you mean \"mmbench\"?");
    }

    /**
     * Two rows in the form of each shipped task's dataset, pushed by one command; in a classification a dual encoder ranks as well,
     * by one template, since ImageNet's eighty would take minutes. The demo's models were not made for any of it, so only that all is
     * answered and judged is looked at.
     */
    @Test
    void everyShippedTaskIsAnsweredAndJudgedInItsForm() throws Exception {
        Path manifests = Files.createDirectories(directory.resolve("shipped"));
        Map<String, String> tasks = new TreeMap<>();
        for (Path definition : definitions()) {
            String task = definition.getFileName().toString().replace(".yaml", "");
            shipped(manifests, task, "shipped-" + task, "models: [" + MODEL + "]");
            tasks.put("shipped-" + task, task);
            if (Files.readString(definition).contains("\nkind: classification\n")) {
                shipped(
                        manifests,
                        task,
                        "shipped-" + task + "-ranked",
                        "models: [" + ENCODER + "]\ntemplates: ['A photo of a {}']");
                tasks.put("shipped-" + task + "-ranked", task);
            }
        }
        CommandRun.of(
                        "push",
                        "-f",
                        manifests.toString(),
                        "--bootstrap=" + stack.bootstrap(),
                        "--server=" + stack.server(),
                        "--wait")
                .done();
        assertThat(tasks).hasSize(33);
        tasks.forEach((run, task) -> {
            assertThat(results.get("/api/runs/" + run).get("benchmark").asText())
                    .isEqualTo(task);
            JsonNode metrics = results.get("/api/runs/" + run + "/metrics");
            JsonNode model = metrics.get("models").get(0);
            assertThat(metrics.get("complete").asBoolean()).as(run).isTrue();
            assertThat(Results.outcomes(model)).as(run).isEqualTo(2);
            assertThat(model.get("failed").asInt()).as(run).isZero();
            assertThat(model.get("rules")
                            .get(model.get("primaryRule").asText())
                            .get("n")
                            .asInt())
                    .as(run)
                    .isPositive();
        });
    }

    private static void shipped(Path manifests, String task, String run, String settings) throws Exception {
        Path rows = Home.DIRECTORY.resolve("cli/src/test/resources/tasks").resolve(task);
        Path dataset;
        try (Stream<Path> files = Files.walk(rows)) {
            dataset = files.filter(file -> file.toString().matches(".*\\.(parquet|tsv|json|tar)"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.writeString(
                manifests.resolve(run + ".yaml"), "task: " + task + "\ndataset: '" + dataset + "'\n" + settings + "\n");
    }

    private static List<Path> definitions() throws Exception {
        try (Stream<Path> files = Files.list(Home.DIRECTORY.resolve(SHIPPED))) {
            return files.filter(file -> file.toString().endsWith(".yaml")).toList();
        }
    }

    private Path task(String name, String text) throws Exception {
        Path tasks = Files.createDirectories(directory.resolve("tasks"));
        return Files.writeString(tasks.resolve(name + ".yaml"), text);
    }

    private void push(List<String> rows, String task, String run) throws Exception {
        Path data = Files.write(directory.resolve(run + ".tsv"), rows);
        CommandRun.of(
                        "push",
                        data.toString(),
                        "--task=" + task,
                        "--tasks=" + directory.resolve("tasks"),
                        "--models=" + MODEL,
                        "--run=" + run,
                        "--bootstrap=" + stack.bootstrap(),
                        "--server=" + stack.server(),
                        "--wait")
                .done();
    }

    private static List<JsonNode> lines() throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Emoji.lines().subList(0, ITEMS)) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    private static String image(JsonNode line) throws Exception {
        return Base64.getEncoder()
                .encodeToString(
                        Files.readAllBytes(Home.EMOJI.resolve(line.get("image").asText())));
    }
}
