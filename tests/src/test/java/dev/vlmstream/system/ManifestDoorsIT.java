package dev.vlmstream.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.evaluation.run.RunSetting;
import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.evaluation.run.ValueType;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.services.ServiceKind;
import dev.vlmstream.schemas.topics.ManifestFields;
import dev.vlmstream.schemas.topics.Topic;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One table of manifests through all doors: the command line, a manifest in YAML, JSON on the items topic of a real broker
 * with a real ingest service, and JSON posted to that. Each is taken as the same run, or refused with the same words.
 */
class ManifestDoorsIT {
    /** What differs by who writes a manifest, of what it reads, and when. */
    private static final Set<String> INCIDENTAL =
            Set.of("run", "createdAt", "softwareVersion", "items", "itemsDigest", "dataset", "split", "models");

    private static final String CLASSES = "'classes': ['ant', 'bee', 'cat']";

    /** Settings as JSON, and what is said of them; nothing of good ones. */
    private static final String[][] TABLE = {
        {"'task': 'open-world'"},
        {"'task': 'open-world', 'prompt': 'identify', 'prompt_style': 'study', 'seed': -7"},
        {"'task': 'open-world', 'chain_of_thought': true, 'max_new_tokens': 12, 'budget': 0.5"},
        {"'task': 'open-world', 'tags': {'by': 'hand', 'note': 'a=b, c'}, 'features': ['last', 'position:-1']"},
        {"'task': 'open-world', 'generation': {'typical_p': 0.9}, 'num_beams': 3, 'stop': ['.', '!']"},
        {"'task': 'open-world', 'temperature': 0.7, 'top_p': 0.9"},
        {"'task': 'open-world', 'judges': {'llm-judge': 'emoji-vlm'}, 'judge_prompt': 'Is {answer} {label}?'"},
        {"'task': 'open-world', " + CLASSES + ", 'synonyms': {'ant': ['emmet', 'pismire']}"},
        {"'task': 'open-world', " + CLASSES + ", 'frequencies': {'ant': 3, 'bee': 0, 'cat': 12}"},
        {"'task': 'closed-world', " + CLASSES + ", 'labels': 2, 'order': 'fixed', 'draw': 'study'"},
        {"'task': 'closed-world', " + CLASSES + ", 'labels': 2, 'draw': 'item'"},
        {"'task': 'class-likelihood', " + CLASSES + ", 'tokenisation': 'study', 'answer_prefix': 'It is a'"},
        {"'task': 'open-world', 'prompt': 'What is this?', 'variant': 'no-image'"},
        {"'task': 'guessing'", "\"task\" must be open-world, closed-world, ", "or question-answering, is \"guessing\""},
        {"'task': 'open-word'", "is \"open-word\"; did you mean \"open-world\"?"},
        {"'task': 'open-world', 'chain_of_thougt': true", "; did you mean \"chain-of-thought\"?"},
        {"'task': 'open-world', 'labels': 2", "\"labels\" belongs to the task closed-world, not to open-world"},
        {"'task': 'closed-world', " + CLASSES + ", 'labels': 1", "\"labels\" must be a whole number of 2 or more, is 1"
        },
        {"'task': 'closed-world', " + CLASSES + ", 'labels': 4", "\"labels\": 4 of 3 classes cannot be offered"},
        {
            "'task': 'closed-world', " + CLASSES + ", 'order': 'sorted'",
            "\"order\" must be random or fixed, is \"sorted\""
        },
        {"'task': 'open-world', 'seed': 1.5", "\"seed\" must be a whole number, is 1.5"},
        {"'task': 'open-world', 'max_new_tokens': 0", "\"max-new-tokens\" must be a whole number of 1 or more, is 0"},
        {"'task': 'open-world', 'budget': -1", "\"budget\" must be a number of 0 or more, is -1"},
        {
            "'task': 'open-world', 'templates': ['A photo']",
            "\"templates\" must hold only texts with {} for the class name, has \"A photo\""
        },
        {
            "'task': 'open-world', 'features': ['everything']",
            "\"features\" must hold only last, mean, position:N, image_features, projector_input or patch_features, has \"everything\""
        },
        {"'task': 'open-world', 'prompt': 'identfy'", "\"prompt\": unknown prompt 'identfy'"},
        {
            "'task': 'open-world', 'prompt_style': 'own'",
            "\"prompt-style\": must be bundle or study, or with a benchmark one of its styles, is \"own\""
        },
        {
            "'task': 'open-world', 'guess': true",
            "\"guess\" belongs to the tasks multiple-choice, question-answering, not to open-world"
        },
        {
            "'task': 'open-world', 'benchmark': 'pope'",
            "\"benchmark\": the task pope is a question-answering, which the task open-world does not ask"
        },
        {"'task': 'open-world', 'tokenisation': 'study'", "\"tokenisation\" belongs to the task class-likelihood"},
        {"'task': 'open-world', 'variant': 'class-name'", "\"variant\": the variant class-name is not for the task"},
        {"'task': 'open-world', 'judges': {'taste': 'minilm'}", "\"judges\": ", "'taste'"},
        {"'task': 'open-world', 'thresholds': {'concept': 0.5}", "\"thresholds\": there is a threshold for concept"},
        {"'task': 'open-world', 'num_beams': 0", "\"num-beams\" must be a whole number of 1 or more, is 0"},
        {
            "'task': 'open-world', " + CLASSES + ", 'frequencies': {'ant': 3}",
            ": no count of 2 classes of the run, such as \"bee\"; count again with the run's classes"
        },
    };

    @TempDir
    static Path directory;

    private static LocalStack stack;
    private static Wiretap tap;

    /** The manifests and dead letters that ingest wrote, by run. */
    private static final Map<String, RunManifest> OPENED = new TreeMap<>();

    private static final Map<String, String> REFUSED = new TreeMap<>();

    /** What was answered to each row that was posted, by run. */
    private static final Map<String, HttpResponse<String>> POSTED = new TreeMap<>();

    record Row(int number, ObjectNode settings, List<String> messages) {
        String run() {
            return "run-" + number;
        }

        @Override
        public String toString() {
            return settings.toString();
        }
    }

    static List<Row> table() throws JsonProcessingException {
        List<Row> rows = new ArrayList<>();
        for (String[] line : TABLE) {
            ObjectNode settings = (ObjectNode) Json.MAPPER.readTree("{" + line[0].replace('\'', '"') + "}");
            rows.add(new Row(rows.size(), settings, List.of(line).subList(1, line.length)));
        }
        return rows;
    }

    @BeforeAll
    static void pushAllAsJson() throws Exception {
        Files.createDirectories(directory.resolve("data"));
        StringBuilder lines = new StringBuilder();
        for (String label : List.of("ant", "bee", "cat")) {
            Files.write(directory.resolve("data/" + label + ".jpg"), new byte[] {1, 2, 3});
            lines.append("{\"image\": \"" + label + ".jpg\", \"label\": \"" + label + "\"}\n");
        }
        Files.writeString(directory.resolve("data/animals.jsonl"), lines);
        stack = LocalStack.start(Home.stack("manifest-doors", ServiceKind.INGEST));
        tap = new Wiretap(stack.bootstrap());
        for (Row row : table()) {
            tap.sendPlain(Topic.ITEMS, json(row, row.run()).getBytes(UTF_8));
            POSTED.put(row.run(), post(json(row, posted(row))));
        }
        await().atMost(Duration.ofMinutes(2)).until(ManifestDoorsIT::isAllWorkedOff);
    }

    private static boolean isAllWorkedOff() throws JsonProcessingException {
        tap.readAll(Topic.RUNS, RunManifest.class).forEach(manifest -> OPENED.put(manifest.getRun(), manifest));
        tap.readAll(Topic.DEAD_LETTERS, DeadLetter.class)
                .forEach(letter -> REFUSED.put(letter.getRun(), letter.getReason()));
        long good = table().stream().filter(row -> row.messages().isEmpty()).count();
        return OPENED.size() + REFUSED.size() == table().size() + good;
    }

    private static String json(Row row, String run) {
        ObjectNode manifest = row.settings().deepCopy().put("run", run);
        manifest.putArray("models").add("emoji-vlm");
        return manifest.toString();
    }

    /** The id of a row's run that is posted. */
    private static String posted(Row row) {
        return "posted-" + row.number();
    }

    private static HttpResponse<String> post(String manifest) throws IOException, InterruptedException {
        return Results.HTTP.send(
                HttpRequest.newBuilder(URI.create(stack.ingest().orElseThrow() + "/api/runs"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(manifest))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @AfterAll
    static void stop() {
        tap.close();
        stack.close();
    }

    @ParameterizedTest
    @MethodSource("table")
    void everyDoorTakesTheSameManifestsAndRefusesTheOthersInTheSameWords(Row row) throws IOException {
        CommandRun typed = CommandRun.of(commandLine(row));
        CommandRun written = CommandRun.of("push", "-f", yaml(row).toString(), "--models-dir", models(), "--dry-run");
        HttpResponse<String> posted = POSTED.get(row.run());
        if (row.messages().isEmpty()) {
            Map<String, JsonNode> expected = settings(ManifestFields.of(OPENED.get(row.run())));
            assertThat(posted.statusCode()).as(posted.body()).isEqualTo(202);
            assertThat(settings(fields(Json.MAPPER.readTree(posted.body()))))
                    .as("HTTP")
                    .isEqualTo(expected);
            assertThat(settings(ManifestFields.of(OPENED.get(posted(row)))))
                    .as("HTTP, opened")
                    .isEqualTo(expected);
            assertThat(fields(typed)).as("command line").isEqualTo(expected);
            assertThat(fields(written)).as("YAML").isEqualTo(expected);
        } else {
            assertThat(List.of(typed.status(), written.status())).doesNotContain(0);
            assertThat(REFUSED.get(row.run())).as("JSON").contains(row.messages());
            assertThat(posted.statusCode()).as(posted.body()).isEqualTo(400);
            assertThat(Json.MAPPER.readTree(posted.body()).path("error").asText())
                    .as("HTTP")
                    .isEqualTo(REFUSED.get(row.run()));
            assertThat(OPENED).doesNotContainKey(posted(row));
            assertThat(typed.err().replace("\"--", "\"")).as("command line").contains(onCommandLine(row));
            assertThat(written.err()).as("YAML").contains(row.messages());
        }
    }

    /** There a setting is named by its option, whose name may be another: --template for one of the templates. */
    private static List<String> onCommandLine(Row row) {
        return row.messages().stream()
                .map(message -> message.replaceFirst("^\"[a-z-]+\"(?= must )", ""))
                .toList();
    }

    private static Map<String, JsonNode> fields(CommandRun run) throws JsonProcessingException {
        assertThat(run.status()).as(run.err()).isZero();
        return settings(fields(Json.MAPPER.readTree(run.out())));
    }

    private static Map<String, Object> fields(JsonNode manifest) {
        Map<String, Object> fields = new LinkedHashMap<>();
        manifest.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        return fields;
    }

    /** Without classes, push takes the labels that occur, which a plain client may leave out. */
    private static Map<String, JsonNode> settings(Map<String, Object> fields) throws JsonProcessingException {
        Map<String, JsonNode> settings = new TreeMap<>();
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            settings.put(
                    field.getKey(),
                    Json.MAPPER.readTree(
                            Json.MAPPER.valueToTree(field.getValue()).toString()));
        }
        settings.keySet().removeAll(INCIDENTAL);
        if (settings.get("classes").isEmpty()) {
            settings.put("classes", Json.array().add("ant").add("bee").add("cat"));
        }
        return settings;
    }

    private static String models() {
        return Home.MODELS.toString();
    }

    private static String[] commandLine(Row row) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "push", directory.resolve("data/animals.jsonl").toString(), "--models-dir", models(), "--dry-run"));
        arguments.add("--models=emoji-vlm");
        arguments.add("--run=" + row.run());
        for (Map.Entry<String, JsonNode> entry : inFiles(row).properties()) {
            String key = entry.getKey().replace('_', '-');
            JsonNode value = entry.getValue();
            RunSetting<?> setting = RunSettings.all().stream()
                    .filter(one -> one.key().equals(key))
                    .findFirst()
                    .orElse(null);
            String option = "--" + (setting == null ? key : setting.option());
            if (value.isArray()) {
                value.forEach(one -> arguments.add(option + "=" + one.asText()));
            } else if (value.isObject()) {
                value.properties()
                        .forEach(one -> arguments.add(option + "=" + one.getKey() + "="
                                + one.getValue().asText()));
            } else if (setting == null || setting.type().shape() == ValueType.Shape.FLAG) {
                arguments.add(option);
            } else {
                arguments.add(option + "=" + value.asText());
            }
        }
        return arguments.toArray(String[]::new);
    }

    private static Path yaml(Row row) throws IOException {
        ObjectNode manifest = inFiles(row).put("dataset", "data/animals.jsonl");
        manifest.putArray("models").add("emoji-vlm");
        return Files.writeString(directory.resolve(row.run() + ".yaml"), new YAMLMapper().writeValueAsString(manifest));
    }

    /** The row with files in the place of what is read from files. */
    private static ObjectNode inFiles(Row row) throws IOException {
        ObjectNode settings = row.settings().deepCopy();
        for (RunSetting<?> setting : RunSettings.all()) {
            String key = setting.key().replace('-', '_');
            JsonNode value = settings.get(key);
            if (setting.isFromFile() && value != null) {
                Path file = Files.writeString(
                        directory.resolve(row.run() + "-" + key),
                        value.isTextual() ? value.asText() : value.toString());
                settings.set(key, TextNode.valueOf(file.toString()));
            }
        }
        return settings;
    }
}
