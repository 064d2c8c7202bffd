package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.schemas.RemoteAnswer;
import dev.vlmstream.schemas.topics.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A dataset made about twenty classes by a model behind a scripted server, which also writes rubbish, the judge killed in the
 * middle of each step: the same, to the byte, as CPython's steps make of these replies ({@code tools/goldens/wikiqa.py}).
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WikiQaIT {
    private static final Path RECORDED = Home.DIRECTORY.resolve("libs/evaluation/src/test/resources/recorded/wikiqa");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String WRITER = "scripted-writer";
    private static final double COST = (ScriptedWriter.INPUT_TOKENS * 10 + ScriptedWriter.OUTPUT_TOKENS * 30) / 1e6;

    private static ScriptedWriter writer;
    private static LocalStack stack;
    private static Path folder;

    @BeforeAll
    static void start() throws IOException {
        writer = ScriptedWriter.start(RECORDED.resolve("script.json"));
        Path model = Path.of("target", "remote-models", WRITER).toAbsolutePath();
        Files.createDirectories(model);
        Files.writeString(model.resolve("config.json"), """
                {"model_type": "remote", "api": "openai", "model": "test-1", "base_url": "%s", "tries": 1,
                 "prices": {"input": 10, "output": 30}}""".formatted(writer.url()));
        folder = Path.of("target", "wikiqa").toAbsolutePath();
        Home.deleteTree(folder);
        Files.createDirectories(folder.resolve("images"));
        Files.copy(RECORDED.resolve("images.jsonl"), folder.resolve("images.jsonl"));
        Path picture = Home.DIRECTORY.resolve("tools/export/images/cat.jpg");
        for (String line : Files.readAllLines(folder.resolve("images.jsonl"))) {
            Files.copy(picture, folder.resolve(JSON.readTree(line).get("image").asText()));
        }
        stack = LocalStack.start(Home.stack("wikiqa", List.of(), List.of("emoji-vlm"))
                .withJudges(List.of(model))
                .withoutRestarts());
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable open : new AutoCloseable[] {stack, writer}) {
            if (open != null) {
                open.close();
            }
        }
    }

    private static List<String> command(String out, String... options) {
        List<String> command = new ArrayList<>(List.of(
                "wikiqa",
                "--bootstrap",
                stack.bootstrap(),
                "--articles",
                RECORDED.resolve("articles.jsonl").toString(),
                "--model",
                WRITER,
                "--images",
                folder.resolve("images.jsonl").toString(),
                "--split",
                "valid",
                "--out",
                folder.resolve(out).toString(),
                "--json"));
        command.addAll(List.of(options));
        return command;
    }

    private static CommandRun run(List<String> command) {
        return CommandRun.of(command.toArray(String[]::new)).done();
    }

    /** Kills the judge when a step has this many answers, all of them kept, while others are asked for. */
    private static void killIn(ScriptedWriter.Step step, int answers, Wiretap tap) throws Exception {
        writer.holdAfter(step, answers);
        await("answers of " + step)
                .atMost(Duration.ofMinutes(2))
                .until(() -> writer.isHolding()
                        && tap.readAll(Topic.REMOTE_ANSWERS, RemoteAnswer.class).size()
                                == writer.answered().size());
        stack.kill("judge");
        writer.release();
        stack.restart("judge");
    }

    @Test
    @Order(1)
    void theDatasetIsCPythonsThoughEachStepAndTheCommandWereKilledAndNothingIsAskedTwice() throws Exception {
        JsonNode expected = JSON.readTree(RECORDED.resolve("expected.json").toFile());
        writer.holdAfter(ScriptedWriter.Step.WRITING, 10);
        Process command = CommandRun.start(command("made.jsonl"));
        CompletableFuture<CommandRun> making;
        try (Wiretap tap = new Wiretap(stack.bootstrap())) {
            killIn(ScriptedWriter.Step.WRITING, 10, tap);
            command.destroyForcibly().waitFor();
            killIn(ScriptedWriter.Step.NAMED, 30, tap);
            assertThat(folder.resolve("made.jsonl")).doesNotExist();
            making = CompletableFuture.supplyAsync(() -> run(command("made.jsonl")));
            killIn(ScriptedWriter.Step.UNNAMED, 40, tap);
        }
        JsonNode result = JSON.readTree(making.get().out());

        assertThat(Files.readString(folder.resolve("made.jsonl")))
                .isEqualTo(Files.readString(RECORDED.resolve("dataset.jsonl")));
        assertThat(writer.answered().values()).containsOnly(1);
        assertThat(writer.answered().keySet().stream()
                        .filter(prompt -> ScriptedWriter.Step.of(prompt) == ScriptedWriter.Step.WRITING))
                .hasSize(expected.get("requests").asInt());
        assertThat(result.get("written")).isEqualTo(expected.get("written"));
        assertThat(result.get("outcomes")).isEqualTo(expected.get("outcomes"));
        expected.get("rejected")
                .fields()
                .forEachRemaining(entry -> assertThat(result.get("rejected").get(entry.getKey()))
                        .as(entry.getKey())
                        .isEqualTo(entry.getValue()));
        assertThat(Files.readAllLines(folder.resolve("made.provenance.jsonl")))
                .hasSize(result.get("written").asInt() + sum(result.get("rejected")));
        assertThatScoringSays("made", result);
        stack.kill("scoring");
        stack.restart("scoring");
        assertThatScoringSays("made", result);
    }

    private static Results results() {
        return new Results(stack.server());
    }

    /** Over HTTP there are the numbers that the command has; it follows the topics by itself, some milliseconds behind. */
    private static void assertThatScoringSays(String making, JsonNode command) {
        await().atMost(Duration.ofMinutes(1)).ignoreExceptions().untilAsserted(() -> {
            JsonNode told = results().get("/api/makings/" + making);
            assertThat(told.get("complete").asBoolean()).isTrue();
            assertThat(told.get("finishedAt").isNumber()).isTrue();
            assertThat(told.get("written")).isEqualTo(command.get("classes"));
            assertThat(told.get("questions")).isEqualTo(command.get("written"));
            assertThat(told.get("failed")).isEqualTo(command.get("failures"));
            assertThat(told.get("cost")).isEqualTo(command.get("cost"));
            assertThat(counts(told.get("rejected"))).isEqualTo(command.get("rejected"));
            assertThat(counts(told.get("outcomes"))).isEqualTo(command.get("outcomes"));
        });
        assertThat(results().get("/api/makings").findValuesAsText("making")).contains(making);
    }

    private static JsonNode counts(JsonNode told) {
        ObjectNode counts = JSON.createObjectNode();
        told.forEach(one -> counts.set(one.get("id").asText(), one.get("count")));
        return counts;
    }

    @Test
    @Order(2)
    void theSameCommandAgainAsksNothingAndGivesTheSame() throws Exception {
        int before = writer.paid();
        run(command("made.jsonl", "--force"));
        assertThat(Files.readString(folder.resolve("made.jsonl")))
                .isEqualTo(Files.readString(RECORDED.resolve("dataset.jsonl")));
        assertThat(writer.paid()).isEqualTo(before);
    }

    @Test
    @Order(3)
    void aBudgetIsNotOverspentAndTheCountsAddUp() throws Exception {
        int before = writer.paid();
        // Another number of questions and another seed make other prompts. A request to write may cost up to $0.133,
        // and costs $0.0013: there is too little for all answers, and as much is spent as such answers need.
        JsonNode result =
                JSON.readTree(run(command("cheap.jsonl", "--questions", "4", "--seed", "5", "--budget", "0.17"))
                        .out());
        assertThat((writer.paid() - before) * COST).isBetween(0.16, 0.17);
        assertThat(result.get("failures").asInt()).isPositive();
        assertThat(result.get("classes").asInt()).isEqualTo(20);
        assertThat(sum(result.get("outcomes"))).isEqualTo(result.get("written").asInt());
        assertThat(Files.readString(folder.resolve("cheap.provenance.jsonl"))).contains("budget of $0.17 reached");
        assertThat(Files.readAllLines(folder.resolve("cheap.jsonl")))
                .hasSize(10 * result.get("outcomes").get("kept").asInt());
        assertThatScoringSays("cheap", result);
        assertThat(results().get("/api/makings/cheap").get("budget").asDouble()).isEqualTo(0.17);
    }

    /** The page in a browser, while the model is held in the middle, and when it is running. */
    @Test
    @Order(4)
    void thePageShowsHowFarItIsAsItHappens() throws Exception {
        Chromium.require();
        // All classes were asked about once; those with replies that could not be used wait for their next.
        writer.holdAfter(ScriptedWriter.Step.WRITING, writer.answers(ScriptedWriter.Step.WRITING) + 21);
        CompletableFuture<CommandRun> making =
                CompletableFuture.supplyAsync(() -> run(command("shown.jsonl", "--questions", "3", "--budget", "5")));
        try (Chromium chromium = Chromium.launch()) {
            Page page = chromium.page();
            List<String> errors = new ArrayList<>();
            page.onPageError(errors::add);
            page.navigate(stack.server() + "/");
            page.getByTestId("makings-link").click();
            Locator row = page.locator("[data-testid=making-row][data-making=shown]");
            row.waitFor();
            assertThat(page.getByTestId("making-row").count()).isEqualTo(3);
            await().atMost(Duration.ofMinutes(2)).until(writer::isHolding);
            row.getByRole(AriaRole.LINK).click();
            Locator state = page.getByTestId("live-state");
            PlaywrightAssertions.assertThat(state).hasAttribute("data-state", "live");
            Locator written = page.locator("[data-part=written]");
            await("some are written").atMost(Duration.ofMinutes(1)).until(() -> done(written) > 0);
            assertThat(done(written)).isLessThan(20);
            page.screenshot(Chromium.shot("making-live").setFullPage(true));
            writer.release();
            await("numbers rise without reload").atMost(Duration.ofMinutes(2)).until(() -> done(written) == 20);
            PlaywrightAssertions.assertThat(state).hasAttribute("data-state", "complete");
            JsonNode result = JSON.readTree(making.get().out());
            PlaywrightAssertions.assertThat(page.locator("[data-testid=outcomes] [data-id=kept] [data-part=count]"))
                    .hasText(result.get("outcomes").get("kept").asText());
            PlaywrightAssertions.assertThat(page.locator("[data-testid=rejected] [data-id=no-json] [data-part=count]"))
                    .hasText(result.get("rejected").get("no-json").asText());
            page.screenshot(Chromium.shot("making").setFullPage(true));
            page.navigate(stack.server() + "/#/makings");
            page.getByTestId("making-row").first().waitFor();
            page.screenshot(Chromium.shot("makings").setFullPage(true));
            for (String place : List.of("makings", "makings/shown", "makings/none")) {
                Page phone = chromium.darkPhone();
                phone.navigate(stack.server() + "/#/" + place);
                phone.locator(".counts, tbody tr, .notice.error").first().waitFor();
                assertThat(Chromium.pixelsToScrollSideways(phone)).as(place).isLessThanOrEqualTo(0);
                assertThat(Axe.violations(phone)).as(place).isEmpty();
                phone.screenshot(
                        Chromium.shot("phone-dark-" + place.replace('/', '-')).setFullPage(true));
            }
            assertThat(errors).as("errors on the page").isEmpty();
        }
    }

    /** Of the judge that continues since it was killed last. */
    @Test
    @Order(5)
    void thePanelsOfTheDashboardsShowIt() throws IOException {
        List<DashboardPanel> panels = DashboardPanel.all().stream()
                .filter(DashboardPanel::isOfMakings)
                .toList();
        assertThat(panels).hasSize(3);
        PrometheusServer.assertShown(panels, stack.services());
    }

    /** Of "20 of 60". */
    private static int done(Locator share) {
        return Integer.parseInt(share.innerText().replaceFirst(" of .*", "").replaceAll("\\D", ""));
    }

    @Test
    @Order(4)
    void nearDuplicatesAndWhatStandsInACorpusAreDroppedAndNothingIsAsked() throws Exception {
        int before = writer.paid();
        JsonNode known = kept("made").get(7);
        String asked = known.get("question").asText();
        Files.writeString(
                folder.resolve("corpus.jsonl"),
                "{\"caption\": \"They ask: "
                        + asked.replace("this object", known.get("class").asText())
                                .toUpperCase(java.util.Locale.ROOT)
                        + " Nobody knows.\"}\n");
        JsonNode result = JSON.readTree(run(command(
                        "screened.jsonl",
                        "--name",
                        "made",
                        "--corpus",
                        folder.resolve("corpus.jsonl").toString(),
                        "--corpus-field",
                        "caption",
                        "--near-duplicates",
                        Home.DIRECTORY
                                .resolve("libs/inference/src/test/resources/models/tiny-bert")
                                .toString(),
                        "--similarity",
                        "0.97"))
                .out());

        assertThat(writer.paid()).isEqualTo(before);
        JsonNode outcomes = result.get("outcomes");
        assertThat(sum(outcomes)).isEqualTo(result.get("written").asInt());
        assertThat(outcomes.get("in-corpus").asInt()).isEqualTo(1);
        assertThat(outcomes.get("near-duplicate").asInt()).isPositive();
        assertThat(kept("screened")).hasSize(outcomes.get("kept").asInt()).doesNotContain(known);
        assertThat(Files.readAllLines(folder.resolve("screened.jsonl")))
                .hasSize(10 * outcomes.get("kept").asInt());
        assertThat(Files.readString(folder.resolve("screened.provenance.jsonl")))
                .contains("\"like\":\"");
        assertThat(Files.readString(folder.resolve("screened.card.md"))).contains("| in-corpus: ");
    }

    private static List<JsonNode> kept(String name) throws IOException {
        List<JsonNode> kept = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve(name + ".provenance.jsonl"))) {
            JsonNode one = JSON.readTree(line);
            if (one.path("outcome").asText().equals("kept")) {
                kept.add(one);
            }
        }
        return kept;
    }

    @Test
    @Order(5)
    void theDatasetIsPushedAndItsAnswersSayHowHardItIs() throws Exception {
        String server = stack.server();
        run(command("made.jsonl", "--force", "--push", "--server", server));
        run(List.of(
                "push",
                folder.resolve("made.jsonl").toString(),
                "--task",
                "multiple-choice",
                "--run",
                "made",
                "--wait",
                "--bootstrap",
                stack.bootstrap(),
                "--server",
                server));
        run(command("made.jsonl", "--force", "--difficulty", "made", "--server", server));

        int right = 0;
        for (JsonNode one : kept("made")) {
            JsonNode answers = one.at("/difficulty/models/emoji-vlm");
            assertThat(answers.get("images").asInt()).isEqualTo(10);
            assertThat(one.at("/difficulty/failed").asInt())
                    .isEqualTo(2 * answers.get("right").asInt() <= 10 ? 1 : 0);
            right += answers.get("right").asInt();
        }
        JsonNode metrics = JSON.readTree(
                run(List.of("metrics", "made", "--server", server, "--json")).out());
        assertThat(metrics.at("/models/0/correct").asInt()).isEqualTo(right);
        assertThat(Files.readString(folder.resolve("made.card.md"))).contains("## How hard the questions are");
    }

    @Test
    @Order(6)
    void aMakingThatIsStoppedAsksNothingMore() throws Exception {
        writer.holdAfter(ScriptedWriter.Step.WRITING, 3);
        CompletableFuture<CommandRun> making = CompletableFuture.supplyAsync(
                () -> failed(command("stopped.jsonl", "--questions", "3", "--patience", "120")));
        await("some answers").atMost(Duration.ofMinutes(2)).until(() -> writer.isHolding());
        run(command("stopped.jsonl", "--questions", "3", "--cancel"));

        assertThat(making.get().err()).contains("the making \"stopped\" was stopped");
        int before = writer.paid();
        writer.release();
        assertThat(failed(command("stopped.jsonl", "--questions", "3")).err())
                .contains("was stopped; give it another --name");
        run(command("made.jsonl", "--force"));
        // What may have been on its way when it was stopped: 17 of 20 articles, and three questions on each of the
        // others, asked with and without its name.
        assertThat(writer.paid() - before).isLessThanOrEqualTo(17 + 3 * 3 * 2);
        assertThat(folder.resolve("stopped.jsonl")).doesNotExist();
    }

    private static CommandRun failed(List<String> command) {
        CommandRun run = CommandRun.of(command.toArray(String[]::new));
        assertThat(run.status()).as(run.out()).isEqualTo(1);
        return run;
    }

    private static int sum(JsonNode counts) {
        int sum = 0;
        for (JsonNode count : counts) {
            sum += count.asInt();
        }
        return sum;
    }
}
