package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import dev.vlmstream.local.DataLayout;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.StackConfig;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.services.ServiceKind;
import dev.vlmstream.schemas.topics.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The demo as people start it, and its answers against those recorded from the reference, image by image. */
class DemoIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int IMAGES = 398;
    private static final int LIKELIHOODS = 100;
    private static final Path DATA = Path.of("target", "demo").toAbsolutePath();
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    /** Below this distance of the two best logits a rounding may decide. */
    private static final double DECIDED_BY_ROUNDING = 0.001;

    private static JsonNode runs;
    private static List<Prediction> predictions;
    private static Map<String, String> images;

    @BeforeAll
    static void runTheDemo() throws IOException, InterruptedException {
        Home.deleteTree(DATA);
        Path json = Path.of("target", "demo.json").toAbsolutePath();
        ProcessBuilder command = new ProcessBuilder(
                        Home.DIRECTORY.resolve("vlmstream").toString(),
                        "demo",
                        "--port",
                        "0",
                        "--json",
                        "--data",
                        DATA.toString())
                .redirectOutput(json.toFile())
                .redirectError(Path.of("target", "demo.log").toFile());
        Process demo = command.start();
        boolean ended = demo.waitFor(10, TimeUnit.MINUTES);
        String output = Files.readString(Path.of("target", "demo.log"));
        assertThat(ended).as(output).isTrue();
        assertThat(demo.exitValue()).as(output).isZero();
        JsonNode result = JSON.readTree(json.toFile());
        assertThat(result.get("finding").asText())
                .startsWith(
                        "Finding: emoji-clip names 68 % of 398 emoji, emoji-vlm, which sees through the same encoder, 9 %;")
                .contains("; asked by likelihood it finds ", "; a linear probe reads ");
        assertThat(output.lines())
                .filteredOn(line -> line.startsWith("live page: http://localhost:"))
                .hasSize(1);
        runs = result.get("runs");
        // What the demo wrote is still on its topics: a broker over the same data has it.
        try (LocalStack stack = LocalStack.start(StackConfig.of(Home.DIRECTORY, DATA)
                        .withInstances(ServiceKind.INGEST, 0)
                        .withInstances(ServiceKind.SCORING, 0));
                Wiretap tap = new Wiretap(stack.bootstrap())) {
            predictions = tap.readAll(Topic.PREDICTIONS, Prediction.class);
            images = new HashMap<>();
            tap.readAll(Topic.REFERENCES, dev.vlmstream.schemas.Reference.class)
                    .forEach(reference -> images.put(
                            reference.getRun() + "/" + reference.getItemId(),
                            reference.getImage().getName()));
        }
    }

    @Test
    void itsNumbersAreThoseRecordedBesideTheModels() {
        assertThat(runs).extracting(run -> run.get("models").size()).containsExactly(4, 4, 1, 2);
        for (JsonNode run : runs) {
            assertThat(run.get("complete").asBoolean()).isTrue();
            int images = run.get("task").asText().equals("class-likelihood") ? LIKELIHOODS : IMAGES;
            for (JsonNode model : run.get("models")) {
                assertThat(model.get("answered").asInt()).isEqualTo(images);
                assertThat(Results.outcomes(model))
                        .as("none is refused, unparsed or failed")
                        .isEqualTo(images);
                model.get("rules")
                        .forEach(rule -> assertThat(rule.get("n").asInt()).isEqualTo(images));
            }
        }
        assertThat(correct(0, "emoji-clip", "top1")).isEqualTo(272);
        assertThat(correct(0, "emoji-classifier", "top1")).isEqualTo(312);
        assertThat(correct(0, "emoji-vlm", "label-inclusion")).isEqualTo(34);
        assertThat(correct(0, "emoji-vlm-finetuned", "label-inclusion")).isEqualTo(204);
        assertThat(correct(1, "emoji-vlm", "label-inclusion")).isEqualTo(62);
        assertThat(correct(1, "emoji-vlm-finetuned", "label-inclusion")).isEqualTo(246);
    }

    @Test
    void whatIsInsideTheModelIsFarMoreThanItSays() throws IOException {
        int said = correct(0, "emoji-vlm", "label-inclusion");
        int likely = correct(2, "emoji-vlm", "likelihood-sum");
        int read = correct(3, "emoji-vlm/probe-last", "top1");
        // The study's recipe came to 212 where it was measured; a few items depend on the processor's roundings.
        assertThat(read).isBetween(190, 235).isGreaterThan(4 * said);
        assertThat(likely).isBetween(1, LIKELIHOODS / 2);
        assertThat(correct(3, "emoji-vlm/probe-last-best-epoch", "top1")).isGreaterThanOrEqualTo(read);
        assertThat(Files.readString(DATA.resolve("report.html")))
                .contains("<svg", "linear probe, last, epoch chosen on other items", "α chosen on other items");
    }

    /** Another file there would be taken for the user's, and the next demo would refuse the directory. */
    @Test
    void itLeavesNothingButWhatTheNextDemoDeletes() {
        assertThat(DATA.toFile().list())
                .isSubsetOf(Stream.concat(DataLayout.PARTS.stream(), Stream.of("report.html"))
                        .toList());
    }

    @Test
    void theReportIsAccessible() {
        Chromium.require();
        try (Chromium chromium = Chromium.launch()) {
            for (Page page : List.of(chromium.page(), chromium.darkPhone())) {
                page.navigate(DATA.resolve("report.html").toUri().toString());
                page.evaluate("document.querySelectorAll('details').forEach((folded) => { folded.open = true; })");
                assertThat(Axe.violations(page)).as("what axe-core finds").isEmpty();
                assertThat(Chromium.pixelsToScrollSideways(page)).isLessThanOrEqualTo(0);
            }
        }
    }

    @Test
    void everyAnswerIsTheRecordedOneTokenByToken() throws IOException {
        for (String model : List.of("emoji-vlm", "emoji-vlm-finetuned")) {
            compareAnswers(model, runs.get(0).get("run").asText(), "open_world");
            compareAnswers(model, runs.get(1).get("run").asText(), "closed_world_5");
        }
    }

    @Test
    void everyRankingBeginsWithTheRecordedFive() throws IOException {
        for (String model : List.of("emoji-clip", "emoji-classifier")) {
            Map<String, Prediction> byImage =
                    byImage(model, runs.get(0).get("run").asText());
            for (String line : Files.readAllLines(GOLDEN.resolve(model).resolve("expected.jsonl"))) {
                JsonNode expected = JSON.readTree(line);
                List<Integer> top5 = new ArrayList<>();
                expected.get("top5").forEach(index -> top5.add(index.asInt()));
                assertThat(byImage.get(expected.get("image").asText()).getRanking().stream()
                                .limit(5)
                                .map(ranked -> ranked.getIndex())
                                .toList())
                        .as(model + " " + expected.get("image"))
                        .isEqualTo(top5);
            }
        }
    }

    private static void compareAnswers(String model, String run, String task) throws IOException {
        Map<String, Prediction> byImage = byImage(model, run);
        int compared = 0;
        for (String line : Files.readAllLines(GOLDEN.resolve(model).resolve("expected.jsonl"))) {
            JsonNode expected = JSON.readTree(line);
            JsonNode answer = expected.get(task);
            if (answer.get("min_gap").asDouble() < DECIDED_BY_ROUNDING) {
                continue;
            }
            List<Integer> tokens = new ArrayList<>();
            answer.get("token_ids").forEach(token -> tokens.add(token.asInt()));
            Prediction prediction = byImage.get(expected.get("image").asText());
            assertThat(prediction.getTokenIds())
                    .as(model + " " + task + " " + line)
                    .isEqualTo(tokens);
            assertThat(prediction.getText()).isEqualTo(answer.get("answer").asText());
            compared++;
        }
        assertThat(compared).as("answers compared").isGreaterThan(390);
    }

    private static Map<String, Prediction> byImage(String model, String run) {
        Map<String, Prediction> byImage = new HashMap<>();
        for (Prediction prediction : predictions) {
            if (prediction.getModel().equals(model) && prediction.getRun().equals(run)) {
                byImage.put(images.get(run + "/" + prediction.getItemId()), prediction);
            }
        }
        assertThat(byImage).as(model + " in " + run).hasSize(IMAGES);
        return byImage;
    }

    private static int correct(int run, String model, String rule) {
        for (JsonNode candidate : runs.get(run).get("models")) {
            if (candidate.get("model").asText().equals(model)) {
                return candidate.get("rules").get(rule).get("correct").asInt();
            }
        }
        throw new AssertionError(model + " is not in run " + run);
    }
}
