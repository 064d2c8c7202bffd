package dev.vlmstream.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.Invocation;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reader of the page sees of a run in which CLIP and a vision-language model were asked about the same pictures. */
class ReportPageTest {
    private static final String HASH = "ab".repeat(32);
    private static final String CLIP = """
        {"model": "clip", "task": "zero-shot", "answered": 3, "primaryRule": "top1",
         "rules": {"top1": {"n": 3, "correct": 2, "accuracy": 0.66}}}\
        """;
    private static final String VLM = """
        {"model": "vlm", "task": "open-world", "answered": 3, "primaryRule": "label-inclusion",
         "rules": {"label-inclusion": {"n": 3, "correct": 1, "accuracy": 0.33}}}\
        """;

    private final ScoringAnswers service;

    @TempDir
    Path directory;

    ReportPageTest() throws IOException {
        service = new ScoringAnswers();
    }

    @BeforeEach
    void threePictures() throws IOException {
        service.run("r", "pets", "open-world", "\"templates\": [\"A photo of a {}\"]", CLIP + "," + VLM);
        item("both-right", "images/both.png", "cat", "cat", "It is a cat.");
        item("both-wrong", "images/none.png", "dog", "owl", "It is a wind chime.");
        item("disputed", HASH, "owl", "owl", "It is a wind chime.");
        service.put("/api/runs/r/classes/columns", """
            {"names": ["cat", "dog", "owl"], "models": [
              {"model": "clip", "n": [1, 1, 1], "correct": [1, 0, 1], "low": [0, 0, 0], "high": [1, 1, 1]},
              {"model": "vlm", "n": [1, 1, 1], "correct": [1, 0, 0], "low": [0, 0, 0], "high": [1, 1, 1]}]}\
            """);
        confusions("clip", "{\"label\": \"dog\", \"said\": \"owl\", \"count\": 1, \"shown\": 1, \"example\": \"b\"}");
        confusions(
                "vlm",
                "{\"label\": \"dog\", \"said\": null, \"count\": 1, \"shown\": 1, \"example\": \"b\"},"
                        + "{\"label\": \"owl\", \"said\": null, \"count\": 1, \"shown\": 1, \"example\": \"c\"}");
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private void confusions(String model, String rows) {
        service.put("/api/runs/r/confusions?model=" + model + "&size=10000", "[" + rows + "]");
    }

    private void item(String id, String image, String label, String ranked, String answer) throws IOException {
        String common = """
            {"run": "r", "item": "%s", "image": "%s", "label": "%s", "hasImage": true,\
            """.formatted(id, image, label);
        service.item(
                "r",
                id,
                png(),
                common + """
                    "model": "clip", "task": "zero-shot", "primaryRule": "top1", "rules": {"top1": %s}, "confidence": 0.5,
                    "ranking": [{"name": "%s", "index": 0, "score": 1}]}\
                    """.formatted(ranked.equals(label), ranked),
                common + """
                    "model": "vlm", "task": "open-world", "primaryRule": "label-inclusion", "rules": {"label-inclusion": %s},
                    "answer": "%s", "prompt": "USER: <image> What is this? ASSISTANT:"}\
                    """.formatted(answer.contains(label), answer));
    }

    private static byte[] png() throws IOException {
        try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            ImageIO.write(new BufferedImage(640, 320, BufferedImage.TYPE_INT_RGB), "png", out);
            return out.toByteArray();
        }
    }

    private String page() throws IOException {
        return page("r");
    }

    private String page(String run) throws IOException {
        Path page = directory.resolve("page.html");
        Invocation made = service.report(run, "--out", page);
        assertThat(made.status()).as(made.err()).isZero();
        return Files.readString(page);
    }

    @Test
    void picturesStandBesideWhatWasAnsweredAndWhatEachModelWasGiven() throws IOException {
        String page = page();

        assertThat(page)
                .containsSubsequence("<h3>All are right</h3>", "<h3>All are wrong</h3>", "<h3>Disputed</h3>")
                .contains(
                        "<h4>both.png · <b>cat</b></h4>",
                        "<h4>none.png · <b>dog</b></h4>",
                        "<h4>disputed · <b>owl</b></h4>")
                .contains(
                        "“A photo of a {}”",
                        "“USER: &lt;image&gt; What is this? ASSISTANT:”",
                        "cat (50 %)",
                        "It is a cat.")
                .doesNotContain(HASH);
        List<String> pictures = all("src=\"([^\"]+)\"", page);
        assertThat(pictures).hasSize(3).allMatch(picture -> picture.startsWith("data:image/jpeg;base64,"));
        // 640 x 320 pixels became 160 x 80.
        assertThat(pictures.get(0)).hasSizeLessThan(2_000);
    }

    @Test
    void whatIsAnsweredAgainAndAgainStandsFirst() throws IOException {
        assertThat(page())
                .containsSubsequence(
                        "<h2>What was answered</h2>",
                        "clip in r: 2 different answers to 3 items",
                        "vlm in r: 2 different answers to 3 items, “It is a …”",
                        ">wind chime<",
                        "2 (66.7 %)");
    }

    @Test
    void fewClassesAreConfusedInAMatrix() throws IOException {
        assertThat(page())
                .containsSubsequence("<h2>Confusions</h2>", "clip in r", "class=\"hit\"", "owl: 1 of 1</title>")
                .containsSubsequence("vlm in r", "no class: 1 of 1</title>");
    }

    /** 60 classes were shown. */
    @Test
    void ofManyClassesTheMostFrequentConfusionsAreBars() throws IOException {
        String names = IntStream.range(0, 60).mapToObj(i -> "\"c" + i + "\"").collect(Collectors.joining(","));
        String ones = IntStream.range(0, 60).mapToObj(i -> "2").collect(Collectors.joining(","));
        service.put("/api/runs/r/classes/columns", """
            {"names": [%s], "models": [{"model": "clip", "n": [%s], "correct": [%s], "low": [], "high": []}]}\
            """.formatted(names, ones, ones.replace('2', '1')));
        confusions("clip", "{\"label\": \"c1\", \"said\": \"c2\", \"count\": 2, \"shown\": 2, \"example\": \"b\"}");

        assertThat(page())
                .containsSubsequence("<h2>Confusions</h2>", "c1 → c2", "2 of 2")
                .doesNotContain("class=\"hit\"");
    }

    @Test
    void noSectionStandsTwiceOnThePage() throws IOException {
        service.put("/api/gap?runs=r", """
            {"referenceRun": "r", "referenceModel": "clip", "rows": [
              {"run": "r", "model": "clip", "base": "clip", "kind": "zero-shot", "setting": "zero shot", "labels": null,
               "optimistic": false, "primary": true, "n": 3, "correct": 2, "accuracy": 0.667, "low": 0.2, "high": 0.9,
               "againstRun": null, "paired": null},
              {"run": "r", "model": "vlm", "base": "vlm", "kind": "open-world", "setting": "open world", "labels": null,
               "optimistic": false, "primary": true, "n": 3, "correct": 1, "accuracy": 0.333, "low": 0.1, "high": 0.8,
               "againstRun": null, "paired": null}]}\
            """);

        String page = page();
        assertThat(all("<h2>([^<]+)</h2>", page))
                .doesNotHaveDuplicates()
                .contains("The gap")
                .doesNotContain("Main results");
        assertThat(all("<section id=\"([^\"]+)\"", page)).doesNotHaveDuplicates();
        // Programs find each number where it always is.
        JsonNode all = service.report("r", "--json").json();
        assertThat(all.get("sections").findValuesAsText("title")).contains("The gap", "Main results");
    }

    @Test
    void aTrainingsCheckpointsArePlottedBesideWhatWasNotTrained() throws IOException {
        service.run("t", "pets", "open-world", "\"tags\": {\"training\": \"projector\", \"step\": \"40\"}", VLM);
        String point = """
            {"run": "%s", "model": "%s", "step": %s, "loss": null, "items": 10, "counted": 10, "complete": %s, "createdAt": 1,
             "primaryRule": "label-inclusion", "rules": {"label-inclusion": {"n": 10, "correct": %d, "accuracy": 0.5, "low": 0.4, "high": 0.6}}}\
            """;
        service.put(
                "/api/trainings/projector",
                "{\"training\": \"projector\", \"points\": ["
                        + String.join(
                                ",",
                                point.formatted("b", "untrained", "null", true, 1),
                                point.formatted("t", "vlm", "40", true, 3),
                                point.formatted("u", "vlm", "80", false, 5))
                        + "]}");

        assertThat(page("t"))
                .containsSubsequence(
                        "<h2>Training</h2>",
                        "untrained 10.0 %",
                        "class=\"line\"",
                        "step 40: 30.0 %",
                        "class=\"dot hollow\"",
                        "step 80: 50.0 %",
                        "data-column=\"step\"");
    }

    @Test
    void theDigestOfItsItemsStandsInEachReport() {
        String digest = "0123456789abcdef".repeat(4);
        service.run("d", "pets", "open-world", "\"items\": 3, \"itemsDigest\": \"" + digest + "\"", VLM);

        assertThat(service.report("d", "--format", "md").out()).contains("| items digest | " + digest + " |");
        assertThat(service.report("r", "d", "--format", "md").out()).contains("items digest", digest);
    }

    /** Which labels are drawn is chance, as the seed is: {@code push} draws as the study does. */
    @Test
    void howLabelsAreDrawnMakesARunNoVariant() {
        service.run("k", "pets", "closed-world", "\"labels\": 2, \"draw\": \"study\"", VLM);

        assertThat(service.report("k", "--format", "csv").out())
                .contains("Label-set size,pets,k,vlm,", "K = 2")
                .doesNotContain("Inference variants");
    }

    private static List<String> all(String regex, String text) {
        return Pattern.compile(regex)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .toList();
    }
}
