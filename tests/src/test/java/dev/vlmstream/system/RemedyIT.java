package dev.vlmstream.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.schemas.RunManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checkpoints that appear while a stack runs are models, and their runs a curve; and the demo's second act, where Python can train. */
abstract class RemedyIT {
    static final Path CHECKPOINTS = Path.of("target", "remedy-checkpoints").toAbsolutePath();
    private static final String TRAINING = "emoji";
    private static final int ITEMS = 40;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Test
    void aCheckpointThatAppearsIsAskedAtOnceByAllReplicasAndAfterTheirRestart() throws Exception {
        LocalStack stack = DecodersIT.stack();
        try (Wiretap tap = new Wiretap(stack.bootstrap())) {
            Results results = new Results(stack.server());
            ask(tap, results, "base", Map.of("training", TRAINING), "emoji-vlm", "emoji-clip");
            String digest = digest(results);
            checkpoint("emoji-000100", "emoji-vlm-finetuned", digest);
            Files.writeString(
                    Files.createDirectories(CHECKPOINTS.resolve("broken")).resolve("config.json"), "{}");
            awaitModel(results, "emoji-000100");
            ask(tap, results, "step-100", Map.of("training", TRAINING, "step", "100"), "emoji-000100");

            stack.kill("decode");
            stack.kill("decode-1");
            checkpoint("emoji-000200", "emoji-vlm", digest);
            stack.restart("decode");
            stack.restart("decode-1");
            awaitModel(results, "emoji-000200");
            ask(tap, results, "step-200", Map.of("training", TRAINING, "step", "200"), "emoji-000200");
            ask(tap, results, "again-100", Map.of("training", "other", "step", "100"), "emoji-000100");

            JsonNode points = results.get("/api/trainings/" + TRAINING).get("points");
            assertThat(points.findValuesAsText("model"))
                    .containsExactly("emoji-vlm", "emoji-clip", "emoji-000100", "emoji-000200");
            assertThat(points.findValuesAsText("step")).containsExactly("null", "null", "100", "200");
            assertThat(points).allMatch(point -> point.get("complete").asBoolean());
            // The same encoder under another name answers the same; the other one's does not.
            assertThat(points.get(3).get("rules")).isEqualTo(points.get(0).get("rules"));
            assertThat(points.get(2).get("rules")).isNotEqualTo(points.get(0).get("rules"));
            assertThat(results.get("/api/trainings/other").at("/points/0/rules"))
                    .isEqualTo(points.get(2).get("rules"));
            assertThat(results.get("/api/trainings").toString()).isEqualTo("[\"other\",\"" + TRAINING + "\"]");
            assertThat(results.text("/api/trainings/none")).contains("no run has the tag training=none");
            page(stack.server());
        }
    }

    private static void ask(Wiretap tap, Results results, String run, Map<String, String> tags, String... models) {
        RunManifest manifest = Emoji.manifest(run, "open-world", List.of(models), (long) ITEMS);
        manifest.setTags(tags);
        tap.open(manifest);
        tap.push(Emoji.items(run, ITEMS));
        results.awaitComplete(run, PATIENCE);
    }

    private static void awaitModel(Results results, String model) {
        await(model)
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() ->
                        results.get("/api/models").findValuesAsText("model").contains(model));
    }

    /** An overlay of emoji-vlm with the encoder of a bundle, there as a whole or not at all, as tools/train leaves it. */
    private static void checkpoint(String name, String encoder, String digest) throws IOException {
        Path base = Home.model("emoji-vlm");
        Path draft = CHECKPOINTS.resolve("." + name);
        Path graph = Path.of("onnx", "vision_encoder.onnx");
        Files.createDirectories(draft.resolve("onnx"));
        Files.copy(Home.model(encoder).resolve(graph), draft.resolve(graph));
        Files.writeString(
                draft.resolve("config.json"),
                "{\"model_type\": \"llava\", \"base\": {\"name\": \"%s\", \"digest\": \"%s\", \"bytes\": %d}}"
                        .formatted(base.getFileName(), digest, bytes(base)));
        Files.move(draft, CHECKPOINTS.resolve(name));
    }

    /** Of emoji-vlm, as its service announces it. */
    private static String digest(Results results) {
        for (JsonNode model : results.get("/api/models")) {
            if (model.get("model").asText().equals("emoji-vlm")) {
                return model.get("digest").asText();
            }
        }
        throw new AssertionError("emoji-vlm is not announced");
    }

    private static long bytes(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            long sum = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sum += Files.size(file);
            }
            return sum;
        }
    }

    private static void page(String server) {
        if (!Chromium.exists()) {
            return;
        }
        try (Chromium chromium = Chromium.launch()) {
            Page page = chromium.page();
            List<String> errors = new ArrayList<>();
            page.onPageError(errors::add);
            page.navigate(server + "/");
            page.getByText("training=" + TRAINING).first().click();
            assertThat(page.locator("[data-testid=training-plot] .dot")).hasCount(2);
            assertThat(page.getByTestId("training-row")).hasCount(4);
            page.locator("[data-testid=training-plot] .filter")
                    .getByText("label-inclusion")
                    .click();
            assertThat(page.locator("[data-testid=training-row][data-step='200']"))
                    .containsText("label-inclusion");
            page.screenshot(Chromium.shot("training").setFullPage(true));
            assertThat(Axe.violations(page)).as("what axe-core finds").isEmpty();
            assertThat(errors).as("errors on the page").isEmpty();
        }
    }

    /** Needs an interpreter with torch: VLMSTREAM_PYTHON. Whoever promises one by VLMSTREAM_TRAINS=true has the test fail without. */
    @Test
    void theDemosSecondActTrainsAndEndsWithThePairedTable() throws Exception {
        String python = System.getenv().getOrDefault("VLMSTREAM_PYTHON", "python3");
        if (!"true".equals(System.getenv("VLMSTREAM_TRAINS"))) {
            assumeTrue(trains(python), "skipped: " + python + " has no torch; name one that has with VLMSTREAM_PYTHON");
        }
        Path data = Path.of("target", "demo-remedy").toAbsolutePath();
        Path json = Path.of("target", "demo-remedy.json").toAbsolutePath();
        Home.deleteTree(data);
        Path log = Path.of("target", "demo-remedy.log");
        int status = new ProcessBuilder(
                        Home.DIRECTORY.resolve("vlmstream").toString(),
                        "demo",
                        "--port",
                        "0",
                        "--remedy",
                        "--python",
                        python,
                        "--epochs",
                        "1",
                        "--checkpoints",
                        "2",
                        "--limit",
                        "60",
                        "--json",
                        "--data",
                        data.toString())
                .redirectError(log.toFile())
                .redirectOutput(json.toFile())
                .start()
                .waitFor();
        String said = Files.readString(log);
        assertThat(status).as(said).isZero();
        JsonNode played = new ObjectMapper().readTree(json.toFile());
        assertThat(played.get("finding").asText()).contains("exact", "Finding: emoji-vlm names");
        JsonNode runs = played.get("runs");
        assertThat(runs.findValuesAsText("run"))
                .containsExactly("emoji-remedy-base", "emoji-remedy-step-000010", "emoji-remedy-step-000019");
        assertThat(runs).allMatch(run -> run.get("complete").asBoolean());
        assertThat(data.resolve("report.html")).content().contains("The remedy: emoji-vlm");
    }

    private static boolean trains(String python) throws InterruptedException {
        try {
            return new ProcessBuilder(python, "-c", "import torch, transformers, onnx, onnxruntime, PIL")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
