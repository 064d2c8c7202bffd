package dev.vlmstream.cli.lmmseval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.Invocation;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.rest.StubScoring;
import dev.vlmstream.datasets.ItemIds;
import dev.vlmstream.evaluation.Sha256;
import dev.vlmstream.rest.items.ItemLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of two models, one of which failed on an item, as lmms-eval would have left it. */
class LmmsEvalExportTest {
    private static final List<String> QUESTIONS = List.of("Is it a cat?", "Is it a dog?", "Is it “é”?", "Is it?");
    private static final String FILES = "20260806_022223_";

    @TempDir
    private Path directory;

    private StubScoring scoring;
    private Path dataset;

    @BeforeEach
    void startServer() throws IOException {
        scoring = new StubScoring();
        scoring.run("r", """
                {"run":"r","models":[{"model":"org/big","digest":"d","task":"question-answering",\
                "firstAt":1000,"lastAt":3500},{"model":"small"}]}""".strip(), lines());
        scoring.answer("/api/runs/r", """
                {"run":"r","dataset":"my data","split":"val","task":"question-answering","prompt":"","items":4,"seed":1234,
                "softwareVersion":"1","createdAt":1785982943000,"classCount":0,"complete":true,"benchmark":null}""");
        dataset = Files.writeString(
                directory.resolve("questions.jsonl"),
                QUESTIONS.stream()
                        .map(text -> "{\"question\": \"" + text + "\", \"label\": \"yes\", \"split\": \"val\"}\n")
                        .collect(Collectors.joining()));
    }

    @AfterEach
    void stopServer() {
        scoring.close();
    }

    private static String id(int question) {
        return ItemIds.of(null, QUESTIONS.get(question), "yes");
    }

    /** As the service sorts them, by id, not as the dataset has them. */
    private static String lines() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < QUESTIONS.size(); i++) {
            lines.add(line(i, "org/big", i == 1 ? "No." : "Yes", i != 1));
            lines.add(i == 2 ? failure(i) : line(i, "small", "yes", true));
        }
        return lines.stream().sorted().collect(Collectors.joining("\n"));
    }

    private static String line(int i, String model, String answer, boolean right) {
        return "{\"item\":\"" + id(i) + "\",\"run\":\"r\",\"question\":\"" + QUESTIONS.get(i)
                + "\",\"label\":\"yes\",\"model\":\"" + model + "\",\"status\":\"answered\",\"answer\":\"" + answer
                + "\",\"parsed\":\"" + (right ? "yes" : "no") + "\",\"rules\":{\"pope\":" + right
                + ",\"said-yes\":" + right + "},\"primaryRule\":\"pope\",\"prompt_tokens\":5,\"output_tokens\":1}";
    }

    private static String failure(int i) {
        return "{\"item\":\"" + id(i) + "\",\"run\":\"r\",\"model\":\"small\",\"status\":\"failed\"}";
    }

    private Invocation export(Object... arguments) {
        return Invocation.of(Stream.concat(
                        Stream.of("export", "r", "--server", scoring.address(), "--format", "lmms-eval"),
                        Stream.of(arguments))
                .toArray());
    }

    private List<String> samples(String model) throws IOException {
        return Files.readAllLines(directory.resolve("logs/" + model + "/" + FILES + "samples_my_data_val.jsonl"));
    }

    @Test
    void everyModelHasADirectoryOfSamplesInTheDataSetsOrder() throws Exception {
        Invocation exported = export("--dataset", dataset, "--out", directory + "/logs/");

        assertThat(exported.status()).as(exported.err()).isZero();
        assertThat(exported.err())
                .contains("1 items of small failed or were refused and are left out")
                .doesNotContain("org/big failed", "doc_id counts");
        assertThat(samples("org__big"))
                .map(line -> line.replaceAll("[0-9a-f]{64}", "…"))
                .containsExactly(
                        sample(0, "\"resps\": [\"Yes\"], \"filtered_resps\": \"yes\"", "1.0"),
                        sample(1, "\"resps\": [\"No.\"], \"filtered_resps\": \"no\"", "0.0"),
                        sample(2, "\"resps\": [\"Yes\"], \"filtered_resps\": \"yes\"", "1.0"),
                        sample(3, "\"resps\": [\"Yes\"], \"filtered_resps\": \"yes\"", "1.0"));
        assertThat(samples("small"))
                .map(line -> line.replaceAll("[0-9a-f]{64}", "…"))
                .containsExactly(
                        sample(0, "\"filtered_resps\": \"yes\"", "1.0"),
                        sample(1, "\"filtered_resps\": \"yes\"", "1.0"),
                        sample(3, "\"filtered_resps\": \"yes\"", "1.0"));
        assertThat(hash(samples("small").get(2)))
                .isEqualTo(hash(samples("org__big").get(3)));
    }

    /** A row that was skipped, since its image was not there, has a place as well. */
    @Test
    void documentsAreNumberedByTheirRowsAlsoWhereSomeCouldNotBePushed() throws Exception {
        String rows = Files.readString(dataset);
        int second = rows.indexOf('\n') + 1;
        Files.writeString(
                dataset,
                rows.substring(0, second)
                        + "{\"question\": \"Is it lost?\", \"label\": \"yes\", \"split\": \"val\", \"image\": \"lost.png\"}\n"
                        + "{\"question\": \"Is it broken?\", \n" + rows.substring(second));

        Invocation exported = export("--dataset", dataset, "--out", directory + "/logs/");

        assertThat(exported.status()).as(exported.err()).isZero();
        assertThat(samples("org__big"))
                .extracting(line -> line.substring(0, line.indexOf(',')))
                .containsExactly("{\"doc_id\": 0", "{\"doc_id\": 3", "{\"doc_id\": 4", "{\"doc_id\": 5");
        Files.writeString(dataset, rows.replace("Is it?", "Is it not?").replace("\"yes\"}", "\"yes\""));
        assertThat(export("--dataset", dataset, "--out", directory + "/others/").err())
                .contains("is not in " + dataset + "; name the dataset that was pushed");
    }

    /** A dual encoder was asked nothing: it compared the image with these texts. */
    @Test
    void whatRanksClassesHasItsTemplatesAsInput() {
        ItemLine.Builder line = new ItemLine.Builder();
        line.item = "1";
        line.model = "clip";
        line.status = "answered";
        line.label = "cat";
        line.templates = List.of("a photo of a {}", "a {}");
        line.ranking = List.of(new ItemLine.Place("cat", 0, 20));

        assertThat(LmmsEvalSample.of(line.build(), 0).path("input").asText()).isEqualTo("a photo of a {}\na {}");
        line.templates = List.of();
        assertThat(LmmsEvalSample.of(line.build(), 0).path("input").isNull()).isTrue();
    }

    private static String sample(int i, String answer, String right) {
        return "{\"doc_id\": " + i + ", \"target\": \"yes\", " + answer
                + ", \"token_counts\": [{\"input_tokens\": 5, \"output_tokens\": 1}], \"doc_hash\": \"…\", \"pope\": "
                + right + ", \"said-yes\": " + right + ", \"input\": \"" + QUESTIONS.get(i) + "\"}";
    }

    private static String hash(String line) throws IOException {
        return Json.MAPPER.readTree(line).path("doc_hash").asText();
    }

    @Test
    void resultsAreWhatTheSamplesComeTo() throws Exception {
        assertThat(export("--dataset", dataset, "--out", directory + "/logs/").status())
                .isZero();

        String text = Files.readString(directory.resolve("logs/org__big/" + FILES + "results.json"));
        assertThat(text).startsWith("""
                {
                  "results": {
                    "my_data_val": {
                      "alias": "my_data_val",
                      "pope,none": 0.75,
                """).endsWith("""
                  "start_time": 0.0,
                  "end_time": 2.5,
                  "total_evaluation_time_seconds": "2.5"
                }""");
        JsonNode results = Json.MAPPER.readTree(text);
        assertThat(results.fieldNames())
                .toIterable()
                .startsWith(
                        "results",
                        "group_subtasks",
                        "configs",
                        "versions",
                        "n-shot",
                        "higher_is_better",
                        "n-samples",
                        "config",
                        "git_hash");
        assertThat(results.at("/results/my_data_val/pope_stderr,none").asDouble())
                .isEqualTo(0.25, within(1e-15));
        assertThat(results.path("n-samples").toString())
                .isEqualTo("{\"my_data_val\":{\"original\":4,\"effective\":4}}");
        assertThat(results.path("higher_is_better").toString())
                .isEqualTo("{\"my_data_val\":{\"pope\":true,\"said-yes\":null}}");
        assertThat(results.path("model_name").asText()).isEqualTo("org/big");
        Sha256 digest = new Sha256();
        List<String> samples = samples("org__big");
        for (int i = 0; i < samples.size(); i++) {
            digest.add("sample_" + i + hash(samples.get(i)));
        }
        assertThat(results.at("/task_hashes/my_data_val").asText()).isEqualTo(digest.hex());
    }

    @Test
    void withoutTheDataSetItemsAreCountedAlikeForAllModels() {
        Invocation small = export("--model", "small");
        assertThat(small.err()).contains("doc_id counts the items in the order of their ids");
        List<String> big = ids(export("--model", "org/big"));
        assertThat(big).hasSize(4);
        assertThat(ids(small)).hasSize(3).isSubsetOf(big);
    }

    /** Number and question. */
    private static List<String> ids(Invocation exported) {
        assertThat(exported.status()).as(exported.err()).isZero();
        return exported.jsonLines().stream()
                .map(line ->
                        line.path("doc_id").asInt() + " " + line.path("input").asText())
                .toList();
    }

    @Test
    void aFileHoldsOneModelAndNothingIsReplacedUnasked() throws Exception {
        assertThat(export().err()).contains("holds one model", "[org/big, small]");
        assertThat(export("--model", "small", "--out", directory.resolve("s.jsonl"))
                        .status())
                .isZero();
        assertThat(directory.resolve("s.jsonl")).content().hasLineCount(3);
        assertThat(export("--model", "small", "--out", directory + "/logs/").status())
                .isZero();
        assertThat(directory.resolve("logs/org__big")).doesNotExist();
        Invocation all = export("--out", directory + "/logs/");
        assertThat(all.err()).contains("samples_my_data_val.jsonl already exists", "--force");
        assertThat(directory.resolve("logs/org__big")).doesNotExist();
        assertThat(export("--out", directory + "/logs/", "--force").status()).isZero();
    }

    @Test
    void modelsThatWouldShareADirectoryAreRefused() {
        scoring.run("twins", "{\"run\":\"twins\",\"models\":[{\"model\":\"a/b\"},{\"model\":\"a__b\"}]}", "");
        scoring.answer("/api/runs/twins", """
                {"run":"twins","dataset":"d","task":"open-world","prompt":"","softwareVersion":"1","createdAt":1,
                "classCount":0,"complete":true}""");
        Invocation refused = Invocation.of(
                "export",
                "twins",
                "--server",
                scoring.address(),
                "--format",
                "lmms-eval",
                "--out",
                directory + "/logs/");
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("files of a/b and of a__b would be written to the same place");
        assertThat(directory.resolve("logs")).doesNotExist();
    }

    @Test
    void anotherDataSetIsRefused() throws Exception {
        Path other = Files.writeString(
                directory.resolve("other.jsonl"),
                "{\"question\": \"Else?\", \"label\": \"yes\", \"split\": \"val\"}\n");
        Invocation refused = export("--dataset", other, "--out", directory + "/logs/");
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("is not in " + other + "; name the dataset that was pushed");
        assertThat(directory.resolve("logs")).doesNotExist();
        assertThat(export("--dataset", directory.resolve("none.jsonl")).status())
                .isNotZero();
    }

    @Test
    void columnsOfADataSetAreMappedAsTheyWereWhenItWasPushed() throws Exception {
        Path table = Files.writeString(
                directory.resolve("table.csv"),
                QUESTIONS.stream()
                        .map(text -> "\"" + text + "\",yes,no,val\n")
                        .collect(Collectors.joining("", "asked,right,wrong,split\n", "")));
        Object[] mapped = {"--map", "text=asked,label=right", "--out", directory + "/logs/"};
        Invocation exported = export(
                Stream.concat(Stream.of("--dataset", table), Stream.of(mapped)).toArray());
        assertThat(exported.status()).as(exported.err()).isZero();
        assertThat(samples("small")).hasSize(3);
        assertThat(hash(samples("small").get(2)))
                .isEqualTo(hash(samples("org__big").get(3)));

        Invocation otherwise =
                export("--dataset", table, "--map", "text=asked,label=wrong", "--force", "--out", directory + "/logs/");
        assertThat(otherwise.status()).isEqualTo(1);
        assertThat(otherwise.err()).contains("is not in " + table + "; name the dataset that was pushed");
    }

    /** An item's id is made of its class's name, which only the list says. */
    @Test
    void classesAreCalledAsTheyWereWhenTheDataSetWasPushed() throws Exception {
        Path photos = directory.resolve("photos");
        Path images = Path.of("../libs/datasets/src/test/resources/foreign");
        List<String> lines = new ArrayList<>();
        for (String folder : List.of("0", "1")) {
            Files.copy(
                    images.resolve("a.png"),
                    Files.createDirectories(photos.resolve(folder)).resolve("a.png"));
            String label = folder.equals("0") ? "ant" : "bee";
            lines.add("{\"item\":\"" + ItemIds.of(folder + "/a.png", null, label)
                    + "\",\"run\":\"p\",\"model\":\"small\",\"status\":\"answered\",\"label\":\"" + label
                    + "\",\"answer\":\"" + label + "\",\"rules\":{\"exact\":true},\"primaryRule\":\"exact\"}");
        }
        scoring.run(
                "p",
                "{\"run\":\"p\",\"models\":[{\"model\":\"small\",\"digest\":\"d\",\"task\":\"open-world\"}]}",
                lines.stream().sorted().collect(Collectors.joining("\n")));
        scoring.answer("/api/runs/p", """
                {"run":"p","dataset":"photos","task":"open-world","prompt":"","items":2,"seed":1,
                "softwareVersion":"1","createdAt":1785982943000,"classCount":2,"complete":true}""");
        Path names = Files.writeString(directory.resolve("names.txt"), "ant\nbee\n");
        Object[] asPushed = {
            "export",
            "p",
            "--server",
            scoring.address(),
            "--format",
            "lmms-eval",
            "--model",
            "small",
            "--dataset",
            photos
        };
        Invocation unnamed = Invocation.of(asPushed);
        assertThat(unnamed.status()).isEqualTo(1);
        assertThat(unnamed.err()).contains("with its --map, --join and --classes");
        Invocation exported = Invocation.of(Stream.concat(Stream.of(asPushed), Stream.of("--classes", names))
                .toArray());
        assertThat(exported.status()).as(exported.err()).isZero();
        assertThat(exported.out().lines())
                .extracting(line -> Json.MAPPER.readTree(line).path("target").asText())
                .containsExactly("ant", "bee");
    }
}
