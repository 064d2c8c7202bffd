package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.process.FreePorts;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.RunManifest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of examples/sinks show a run while it is running, though they are killed in the middle. Run with {@code -Psinks}. */
@Tag("sinks")
class SinksIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Path SINKS = Home.DIRECTORY.resolve("examples/sinks");
    private static final List<String> MODELS = List.of("emoji-clip", "emoji-classifier");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int ITEMS = 300;

    private static LocalStack stack;
    private static Wiretap tap;
    private static Results results;

    @BeforeAll
    static void start() {
        stack = LocalStack.start(Home.stack("sinks", MODELS, List.of()));
        tap = new Wiretap(stack.bootstrap());
        results = new Results(stack.server());
    }

    @AfterAll
    static void stop() {
        tap.close();
        stack.close();
    }

    @Test
    void mlflowHasOneRunForEachModelWhoseCurveGoesOnWhereItWasKilled(@TempDir Path directory) throws Exception {
        Path python = PythonEnvironment.with(SINKS.resolve("requirements-mlflow.txt"));
        String address = "http://127.0.0.1:" + FreePorts.any();
        Files.deleteIfExists(Path.of("target", "mlflow-server.log"));
        Files.deleteIfExists(Path.of("target", "mlflow-sink.log"));
        try (Tool server = server(python, address, directory)) {
            await("MLflow").atMost(PATIENCE).ignoreExceptions().until(() -> {
                assertThat(server.isAlive()).as(server.said()).isTrue();
                return get(address + "/health") != null;
            });
            List<Item> items = Emoji.items("flow", ITEMS);
            RunManifest manifest = Emoji.manifest("flow", "zero-shot", MODELS, (long) ITEMS);
            manifest.setTags(Map.of("by", "ada"));
            tap.open(manifest);
            Map<String, String> environment = Map.of("MLFLOW_TRACKING_URI", address);

            try (Tool sink = sink("mlflow", python, environment)) {
                for (int from = 0; from < ITEMS / 2; from += 30) {
                    tap.push(items.subList(from, from + 30));
                    long counted = 2L * (from + 30);
                    await().atMost(PATIENCE).until(() -> results.counted("flow") == counted);
                }
                await("a curve before the run's end")
                        .atMost(PATIENCE)
                        .ignoreExceptions()
                        .until(() -> curves(address).values().stream()
                                .allMatch(curve -> curve.get(curve.size() - 1) == ITEMS / 2));
                assertThat(sink.isAlive()).as(sink.said()).isTrue();
                sink.kill();
            }
            Map<String, List<Integer>> before = curves(address);
            tap.push(items.subList(ITEMS / 2, ITEMS));
            results.awaitComplete("flow", PATIENCE);
            try (Tool sink = sink("mlflow", python, environment)) {
                await("finished").atMost(PATIENCE).until(() -> {
                    assertThat(sink.isAlive()).as(sink.said()).isTrue();
                    return runs(address).stream()
                            .allMatch(run ->
                                    run.get("info").get("status").asText().equals("FINISHED"));
                });
            }

            Map<String, List<Integer>> after = curves(address);
            assertThat(after).hasSize(MODELS.size()).containsOnlyKeys(before.keySet());
            after.forEach((model, curve) -> {
                assertThat(curve)
                        .isSorted()
                        .doesNotHaveDuplicates()
                        .startsWith(before.get(model).toArray(Integer[]::new));
                assertThat(curve.size()).isGreaterThan(before.get(model).size());
                assertThat(curve.get(curve.size() - 1)).isEqualTo(ITEMS);
            });
            for (JsonNode run : runs(address)) {
                Map<String, String> tags = pairs(run.get("data").get("tags"));
                Map<String, String> parameters = pairs(run.get("data").get("params"));
                assertThat(tags).containsEntry("by", "ada").containsEntry("vlmstream.run", "flow");
                assertThat(parameters)
                        .containsEntry("task", "zero-shot")
                        .containsEntry("seed", "1234")
                        .containsEntry("classes", String.valueOf(Emoji.classes().size()))
                        .containsEntry("items", String.valueOf(ITEMS));
                assertThat(parameters.get("modelDigest")).hasSize(64);
                JsonNode rule = primary("flow", tags.get("vlmstream.model"));
                assertThat(metric(run, "accuracy"))
                        .isEqualTo(rule.get("accuracy").asDouble());
                assertThat(metric(run, "accuracy_low"))
                        .isCloseTo(rule.get("low").asDouble(), within(1e-9));
                assertThat(metric(run, "accuracy_high"))
                        .isCloseTo(rule.get("high").asDouble(), within(1e-9));
                assertThat(metric(run, "top5")).isPositive();
                assertThat(metric(run, "failed")).isZero();
            }
        }
    }

    @Test
    void wandbHasTheSameNumbersOfflineAndNoPointTwice(@TempDir Path directory) throws Exception {
        Path python = PythonEnvironment.with(SINKS.resolve("requirements-wandb.txt"));
        Files.deleteIfExists(Path.of("target", "wandb-sink.log"));
        Map<String, String> offline = Map.of("WANDB_MODE", "offline", "WANDB_SILENT", "true");
        String[] options = {"--once", "--directory", directory.toString()};
        tap.open(Emoji.manifest("bias", "zero-shot", MODELS, (long) ITEMS));
        List<Item> items = Emoji.items("bias", ITEMS);
        tap.push(items.subList(0, ITEMS / 2));
        await().atMost(PATIENCE).until(() -> results.counted("bias") == ITEMS);
        sink("wandb", python, offline, options).awaitEnd();
        tap.push(items.subList(ITEMS / 2, ITEMS));
        results.awaitComplete("bias", PATIENCE);
        sink("wandb", python, offline, options).awaitEnd();
        // Nothing is new.
        sink("wandb", python, offline, options).awaitEnd();

        Path history = Path.of("target", "wandb-history.log");
        Files.deleteIfExists(history);
        Path reader = Path.of("src/test/python/wandb_history.py").toAbsolutePath();
        String read = Tool.start(
                        "wandb-history",
                        Path.of("."),
                        Map.of(),
                        List.of(python.toString(), reader.toString(), directory.toString()))
                .awaitEnd();
        Map<String, List<JsonNode>> curves = new HashMap<>();
        for (String line : read.lines().toList()) {
            JsonNode point = JSON.readTree(line);
            if (point.get("run").asText().equals("bias")) {
                curves.computeIfAbsent(point.get("model").asText(), m -> new ArrayList<>())
                        .add(point);
            }
        }
        assertThat(curves).containsOnlyKeys(MODELS);
        curves.forEach((model, points) -> {
            assertThat(points)
                    .extracting(point -> point.get("items").asInt())
                    .isSorted()
                    .doesNotHaveDuplicates();
            JsonNode last = points.get(points.size() - 1);
            assertThat(last.get("items").asInt()).isEqualTo(ITEMS);
            assertThat(last.get("accuracy").asDouble())
                    .isEqualTo(primary("bias", model).get("accuracy").asDouble());
        });
    }

    private static Tool server(Path python, String address, Path directory) throws IOException {
        return Tool.start(
                "mlflow-server",
                directory,
                Map.of("MLFLOW_DISABLE_TELEMETRY", "true"),
                List.of(
                        python.toString(),
                        "-m",
                        "mlflow",
                        "server",
                        "--host",
                        "127.0.0.1",
                        "--port",
                        String.valueOf(URI.create(address).getPort()),
                        "--workers",
                        "1",
                        "--backend-store-uri",
                        "sqlite:///" + directory.resolve("mlflow.db"),
                        "--default-artifact-root",
                        directory.resolve("artifacts").toString()));
    }

    private static Tool sink(String name, Path python, Map<String, String> environment, String... options)
            throws IOException {
        List<String> command = new ArrayList<>(
                List.of(python.toString(), SINKS.resolve(name + "_sink.py").toString(), stack.bootstrap()));
        command.addAll(List.of(options));
        return Tool.start(name + "-sink", Path.of("."), environment, command);
    }

    /** By model, the steps of its points in the order in which they were written. */
    private static Map<String, List<Integer>> curves(String address) throws Exception {
        Map<String, List<Integer>> curves = new HashMap<>();
        for (JsonNode run : runs(address)) {
            String id = run.get("info").get("run_id").asText();
            JsonNode history = get(
                    address + "/api/2.0/mlflow/metrics/get-history?metric_key=accuracy&max_results=1000&run_id=" + id);
            List<Integer> steps = new ArrayList<>();
            history.get("metrics").forEach(point -> steps.add(point.get("step").asInt()));
            curves.put(pairs(run.get("data").get("tags")).get("vlmstream.model"), steps);
        }
        assertThat(curves).isNotEmpty();
        return curves;
    }

    private static List<JsonNode> runs(String address) throws Exception {
        String experiment = get(address + "/api/2.0/mlflow/experiments/get-by-name?experiment_name=vlmstream")
                .get("experiment")
                .get("experiment_id")
                .asText();
        HttpRequest search = HttpRequest.newBuilder(URI.create(address + "/api/2.0/mlflow/runs/search"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"experiment_ids\": [\"" + experiment + "\"]}"))
                .build();
        List<JsonNode> runs = new ArrayList<>();
        JSON.readTree(HTTP.send(search, HttpResponse.BodyHandlers.ofString()).body())
                .get("runs")
                .forEach(run -> {
                    if ("flow".equals(pairs(run.get("data").get("tags")).get("vlmstream.run"))) {
                        runs.add(run);
                    }
                });
        return runs;
    }

    private static Map<String, String> pairs(JsonNode list) {
        Map<String, String> pairs = new HashMap<>();
        list.forEach(
                pair -> pairs.put(pair.get("key").asText(), pair.get("value").asText()));
        return pairs;
    }

    private static double metric(JsonNode run, String name) {
        for (JsonNode metric : run.get("data").get("metrics")) {
            if (metric.get("key").asText().equals(name)) {
                return metric.get("value").asDouble();
            }
        }
        throw new AssertionError("no metric " + name + " in " + run);
    }

    private static JsonNode primary(String run, String model) {
        for (JsonNode metrics : results.get("/api/runs/" + run + "/metrics").get("models")) {
            if (metrics.get("model").asText().equals(model)) {
                return metrics.get("rules").get(metrics.get("primaryRule").asText());
            }
        }
        throw new AssertionError("no model " + model);
    }

    private static JsonNode get(String address) throws Exception {
        HttpResponse<String> response =
                HTTP.send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(address + ": " + response.body()).isEqualTo(200);
        return address.endsWith("/health") ? JSON.createObjectNode() : JSON.readTree(response.body());
    }
}
