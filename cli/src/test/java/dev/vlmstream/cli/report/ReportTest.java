package dev.vlmstream.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.vlmstream.cli.Invocation;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.report.results.Rate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports over what a scoring service answered of runs with the demo's models ({@code report/rest.json}). */
class ReportTest {
    private static JsonNode recorded;
    private static HttpServer service;

    @TempDir
    Path directory;

    @BeforeAll
    static void serveWhatWasRecorded() throws IOException {
        recorded = Json.MAPPER.readTree(ReportTest.class.getResource("/report/rest.json"));
        // Class likelihoods are not recorded: made up, in the service's shape.
        JsonNode madeUp = Json.MAPPER.readTree(ReportTest.class.getResource("/report/likelihood.json"));
        madeUp.properties()
                .forEach(answer -> ((com.fasterxml.jackson.databind.node.ObjectNode) recorded)
                        .set(answer.getKey(), answer.getValue()));
        ((com.fasterxml.jackson.databind.node.ObjectNode) recorded)
                .set("/api/gap", Json.MAPPER.readTree(ReportTest.class.getResource("/report/gap.json")));
        ((com.fasterxml.jackson.databind.node.ObjectNode) recorded)
                .set("/api/models/colours", Json.MAPPER.readTree("""
                    [{"model": "emoji-clip", "hue": 7, "round": 0}, {"model": "emoji-vlm", "hue": 1, "round": 5}]\
                    """));
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", ReportTest::answer);
        service.start();
    }

    @AfterAll
    static void stop() {
        service.stop(0);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String uri = exchange.getRequestURI().toString();
        JsonNode found = recorded.get(uri.startsWith("/api/gap?") ? "/api/gap" : uri);
        if (uri.endsWith("/frequency")) {
            found = frequency(uri);
        }
        if (uri.endsWith("/classes/columns")) {
            found = Json.MAPPER.readTree("{\"names\": [], \"models\": []}");
        }
        if (uri.endsWith("/export")) {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
            return;
        }
        byte[] body = (found == null ? "{\"error\": \"no such thing\"}" : found.toString()).getBytes("UTF-8");
        exchange.sendResponseHeaders(found == null ? 404 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** Made up, in the service's shape: one run has counts. */
    private static JsonNode frequency(String uri) throws IOException {
        return Json.MAPPER.readTree(
                uri.contains("emoji-open")
                        ? """
                        {"run": "emoji-open", "names": [], "counts": [], "models": [{"model": "emoji-vlm", "classes": 30,
                          "spearman": {"value": 0.5, "low": 0.2, "high": 0.75},
                          "pearson": {"value": null, "low": null, "high": null},
                          "bins": [{"from": 0, "below": 10, "classes": 20, "accuracy": 0.25, "items": null},
                            {"from": 100, "below": 1000, "classes": 6, "accuracy": 0.5, "items": null},
                            {"from": 1000, "below": null, "classes": 2, "accuracy": 0.9, "items": null},
                            {"from": 10, "below": 20, "classes": 0, "accuracy": null, "items": null}]}]}\
                        """
                        : "{\"run\":" + " \"r\"," + " \"names\":" + " [], \"counts\":" + " [], \"models\":" + " []}");
    }

    private static Invocation report(Object... arguments) {
        List<Object> all = new java.util.ArrayList<>(List.of("report", "--server", "http://localhost:" + port()));
        all.addAll(List.of(arguments));
        return Invocation.of(all.toArray());
    }

    private static int port() {
        return service.getAddress().getPort();
    }

    @Test
    void aFolderGetsPageMarkdownAndCsv() throws IOException {
        Path probe = Files.writeString(
                directory.resolve("probe.json"),
                "{\"run\": \"emoji-open\", \"model\": \"emoji-vlm\", \"features\": \"last\", \"kind\": \"linear\","
                        + " \"n\": 398, \"correct\": 268}");
        Invocation made = report(
                "emoji-open",
                "emoji-name",
                "emoji-2",
                "emoji-5",
                "emoji-5-fixed",
                "emoji-20",
                "emoji-100",
                "emoji-likelihood",
                "wikiqa",
                "--probe",
                probe,
                "--out",
                directory);

        assertThat(made.status()).as(made.err()).isZero();
        String html = Files.readString(directory.resolve("report.html"));
        assertThat(html)
                .contains("<svg", "Main results", "Inference variants", "Label-set size", "Class likelihood", "Probes")
                .contains("ImageWikiQA", "Paired differences", "Settings", "not independent evidence", "68.3 %")
                .doesNotContain("<script", "http://", "NaN", "src=");
        assertThat(Files.readString(directory.resolve("report.md")))
                .contains("| emoji | emoji-clip | zero-shot |", "| emoji-open | emoji-clip − emoji-vlm | 398 |");
        assertThat(Files.readAllLines(directory.resolve("report.csv")))
                .anyMatch(line ->
                        line.startsWith("Main results,emoji,emoji-open,emoji-vlm,open-world,label-inclusion,398,34,"))
                .anyMatch(line ->
                        line.startsWith("Probes,emoji,emoji-open,emoji-vlm,\"linear probe, last\",top1,398,268,"));
    }

    @Test
    void aPageHasContentsFoldsWhatFewLookAtAndLeavesOutEmptyColumns() throws IOException {
        Path page = directory.resolve("page.html");
        assertThat(report("emoji-open", "emoji-5", "--out", page).status()).isZero();
        String html = Files.readString(page);
        assertThat(html)
                .containsSubsequence(
                        "<nav aria-label=\"Contents\">",
                        "<a href=\"#settings-that-differ\">Settings that differ</a>",
                        "<section id=\"settings-that-differ\"><h2>",
                        "<section id=\"main-results\"><h2>",
                        "<section id=\"settings-in-common\"><details><summary><h2>",
                        "<section id=\"models\"><details><summary><h2>");
        // Nothing is published of these models.
        assertThat(html).doesNotContain(">study<", "overflow-wrap: anywhere");
        assertThat(html.split("<th>run</th>")[1]).startsWith("<th>task</th><th>labels</th>");
        // All answers could be read, and all runs are of one dataset, which the head names.
        assertThat(html)
                .contains("emoji (valid): emoji-open, emoji-5")
                .doesNotContain("<th>dataset", ">unparsed<", ">failed<");
    }

    @Test
    void theSameIsJsonForPrograms() throws IOException {
        JsonNode all = report("emoji-open", "--json").json();
        assertThat(all.get("sections").findValuesAsText("title")).contains("Main results", "Models", "Settings");
        JsonNode main = all.get("sections").findParents("title").stream()
                .filter(section -> section.get("title").asText().equals("Main results"))
                .findFirst()
                .orElseThrow();
        assertThat(main.get("columns").toString()).startsWith("[\"dataset\",\"model\"");
        assertThat(main.get("rates"))
                .anySatisfy(rate -> assertThat(rate.get("correct").asInt()).isEqualTo(34));
        Path file = directory.resolve("named.json");
        assertThat(report("emoji-open", "--out", file).status()).isZero();
        assertThat(Json.MAPPER.readTree(file.toFile()).get("sections")).hasSameSizeAs(all.get("sections"));
    }

    @Test
    void aNameIsAFilesAndAFolderEndsInASlash() {
        Invocation unclear = report("emoji-open", "--out", directory.resolve("study"));
        assertThat(unclear.status()).isEqualTo(2);
        assertThat(unclear.err())
                .contains("end it in .html, .md, .csv, .json", "write " + directory.resolve("study") + "/");
        assertThat(directory).isEmptyDirectory();
        assertThat(report("emoji-open", "--out", directory.resolve("study") + "/")
                        .status())
                .isZero();
        assertThat(directory.resolve("study")).isDirectoryContaining("glob:**/report.{html,md,csv,json}");
    }

    @Test
    void aVariantIsPairedWithTheBaseSettingOnTheSameItems() {
        Invocation made = report("emoji-5", "emoji-5-fixed", "--format", "csv");
        assertThat(made.status()).as(made.err()).isZero();
        assertThat(made.out().lines())
                .filteredOn(line -> line.startsWith("Inference variants,emoji,emoji-5-fixed,emoji-vlm,"))
                .singleElement()
                .asString()
                .contains("\"closed-world, K = 5: order fixed\"", ",emoji-5,");
    }

    /** {@code report/gap.json} is what the service answered of the demo's runs. */
    @Test
    void theGapPictureHasTheHonestNumbersBesideThoseChosenOnTheirOwnItems() throws IOException {
        Path page = directory.resolve("gap.html");
        assertThat(report("emoji-open", "--out", page).status()).isZero();
        assertThat(Files.readString(page))
                .containsSubsequence(
                        "<svg",
                        ">emoji-clip<",
                        "zero shot<",
                        "68.3 %",
                        ">emoji-vlm<",
                        "open world<",
                        "8.5 %",
                        "likelihood, mean<",
                        "α chosen on other items<",
                        "best α of these items",
                        "class=\"dot hollow\"",
                        "linear probe, last, epoch chosen on other items<",
                        ">emoji-vlm-finetuned<",
                        "51.3 %",
                        "</svg>",
                        "<span>emoji-clip</span> in <span>emoji-open-world</span>")
                .doesNotContain("NaN", "null");
    }

    /** In the table, 61.8 is 36.2 points below the encoder that chose from the same five labels, which reached 98.0. */
    @Test
    void eachRowOfTheGapPictureHasTheReferenceOfItsDifference() throws IOException {
        Path page = directory.resolve("references.html");
        assertThat(report("emoji-open", "--out", page).status()).isZero();
        String rows = Files.readString(page);
        String tuned = rows.substring(rows.indexOf(">emoji-vlm-finetuned</h3>"));
        assertThat(reference(tuned, "closed world, 5 labels")).isEqualTo("98.0%");
        assertThat(reference(tuned, "open world")).isEqualTo("68.3%");
        assertThat(reference(rows.substring(rows.indexOf(">emoji-clip</h3>")), "zero shot"))
                .isNull();
        assertThat(rows)
                .contains("Open-world rows were offered no classes", "−36.2")
                .doesNotContain("minus the dual encoder");
    }

    /** Where a row's dashed line is; null: it has none. */
    private static @Nullable String reference(String rows, String name) {
        int start = rows.indexOf(">" + name + "<");
        Matcher line = Pattern.compile("class=\"reference\" x1=\"([^\"]+)\"")
                .matcher(rows.substring(start, rows.indexOf("class=\"value\"", start)));
        return line.find() ? line.group(1) : null;
    }

    @Test
    void aModelHasTheColourThatItHasOnThePage() throws IOException {
        Path page = directory.resolve("colours.html");
        assertThat(report("emoji-open", "--out", page).status()).isZero();
        assertThat(Files.readString(page))
                .contains("--hue-7: light-dark(#")
                .containsSubsequence(
                        ">emoji-clip</h3>",
                        "data-hue=\"7\" data-round=\"0\"",
                        ">emoji-vlm</h3>",
                        "data-hue=\"1\" data-round=\"1\"",
                        "m-5 -5h10v10h-10z");
    }

    @Test
    void aProbesFileHasTheHonestFigureBesideTheStudys() throws IOException {
        Path probe = Files.writeString(
                directory.resolve("both.json"),
                "{\"run\": \"emoji-open\", \"model\": \"emoji-vlm\", \"features\": \"last\", \"kind\": \"linear\","
                        + " \"n\": 398, \"correct\": 213, \"crossFitted\": {\"n\": 398, \"correct\": 212}}");
        assertThat(report("emoji-open", "--probe", probe, "--format", "csv").out())
                .contains("\"linear probe, last, best epoch of these items\",top1,398,213,")
                .contains("\"linear probe, last, epoch chosen on other items\",top1,398,212,");
    }

    @Test
    void aLikelihoodRunInWhichEverythingFailedIsUndefined() {
        assertThat(report("emoji-likelihood", "--format", "csv").out())
                .contains("Class likelihood,emoji,emoji-likelihood,emoji-vlm,\"likelihood,"
                        + " sum\",likelihood-sum,0,0,,,,0,398,");
    }

    @Test
    void aVariantWithoutItsBaseStandsAlone() {
        assertThat(report("emoji-5-fixed", "--format", "csv").out())
                .contains("order fixed")
                .doesNotContain(",emoji-5,");
    }

    @Test
    void nothingJudgedIsUndefined() {
        assertThat(new Rate(0, 0).accuracyText()).isEqualTo("undefined");
        assertThat(new Rate(0, 0).intervalText()).isEqualTo("undefined");
    }

    @Test
    void aProbeFileWithoutItsCountsIsRefused() throws IOException {
        Path probe = Files.writeString(directory.resolve("p.json"), "{\"model\": \"m\", \"features\": \"last\"}");
        Invocation made = report("wikiqa", "--probe", probe);
        assertThat(made.status()).isEqualTo(1);
        assertThat(made.err()).contains("p.json: no field \"n\"");
    }

    @Test
    void anUnknownRunFailsInTheServicesWords() {
        assertThat(report("nix").err()).contains("no such thing");
    }

    @Test
    void accuracyStandsBesideHowOftenClassesAreNamed() throws IOException {
        assertThat(report("emoji-open", "--out", directory).status()).isZero();
        assertThat(Files.readString(directory.resolve("report.md")))
                .contains("## Class frequency")
                .contains("| 30 | 0.50 (0.20 to 0.75) | undefined | 25.0 % of 20 | 60.0 % of 8 |");
    }
}
