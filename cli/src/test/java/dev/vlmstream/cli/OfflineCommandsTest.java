package dev.vlmstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.command.Installation;
import dev.vlmstream.cli.output.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OfflineCommandsTest {
    private static final Path EMOJI =
            Installation.home().resolve("demo/data/emoji/images/000_grinning-face_twemoji.jpg");

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"label-inclusion,label_inclusion.jsonl", "mcq,mcq_parse.jsonl"})
    void scoreJudgesTheRecordedLinesAsTheStudyDid(String rule, String file) throws IOException {
        assertReproduces(rule, Path.of("src/test/resources/golden", file));
    }

    @ParameterizedTest
    @CsvSource({
        "label-inclusion,label_inclusion.jsonl",
        "mcq,mcq_parse.jsonl",
        "vqa-accuracy,vqa_accuracy.jsonl",
        "anls,anls.jsonl",
        "ai2d,ai2d_exact_match.jsonl"
    })
    void scoreJudgesAllRecordedLinesWhereTheyAreThere(String rule, String file) throws IOException {
        String shared = System.getenv().getOrDefault("VLMSTREAM_SHARED", "../../shared");
        Path golden = Path.of(shared, "golden", file);
        assumeTrue(Files.exists(golden), golden + " is not there; set VLMSTREAM_SHARED to check against it");
        assertReproduces(rule, golden);
    }

    private void assertReproduces(String rule, Path golden) throws IOException {
        List<String> recorded = Files.readAllLines(golden);
        Path stripped = directory.resolve("stripped.jsonl");
        Files.write(
                stripped,
                recorded.stream().map(OfflineCommandsTest::withoutResults).toList());

        Invocation scored = Invocation.of("score", "--rule", rule, stripped);

        assertThat(scored.status()).isZero();
        assertThat(scored.out().lines().map(OfflineCommandsTest::exactly))
                .containsExactlyElementsOf(
                        recorded.stream().map(OfflineCommandsTest::exactly).toList());
    }

    private static String withoutResults(String line) {
        return ((ObjectNode) tree(line))
                .without(List.of(
                        "included", "exact", "parsed", "normalized", "accuracy", "anls", "filtered", "exact_match"))
                .toString();
    }

    /** Python writes a whole grade as 1 or as 1.0, as it happens; all other numbers to the last digit. */
    private static JsonNode exactly(String line) {
        ObjectNode node = (ObjectNode) tree(line);
        node.properties().forEach(field -> {
            if (field.getValue().isNumber()) {
                field.setValue(DoubleNode.valueOf(field.getValue().asDouble()));
            }
        });
        return node;
    }

    private static JsonNode tree(String line) {
        try {
            return Json.MAPPER.readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    @Test
    void scoreJudgesByAllRulesOfATask() throws IOException {
        Path file = Files.writeString(
                directory.resolve("answers.jsonl"),
                "{\"prediction\": \"1999\", \"answers\": [\"1998\", \"1999.\"], \"id\": 7}\n");
        Invocation scored = Invocation.of("score", "--benchmark", "docvqa", file);
        assertThat(scored.status()).as(scored.err()).isZero();
        assertThat(tree(scored.out().strip()))
                .isEqualTo(tree("{\"prediction\": \"1999\", \"answers\": [\"1998\", \"1999.\"], \"id\": 7,"
                        + " \"rules\": {\"anls\": true, \"exact\": false}, \"grades\": {\"anls\": 0.8}}"));
        assertThat(Invocation.of("score", "--task", "question-answering", "--rule", "anls", file)
                        .out())
                .contains("\"anls\":0.8");
        assertThat(Invocation.of("score", "--task", "open-world", "--rule", "anls", file)
                        .err())
                .contains("rule 'anls' does not judge the task open-world");
        assertThat(Invocation.of("score", file).err()).contains("give --rule, --task or both");
        assertThat(Invocation.of("score", "--task", "question-answering", file).err())
                .contains("needs a benchmark");
    }

    @Test
    void scoreNamesTheLineThatCannotBeJudged() throws IOException {
        Path file = Files.writeString(
                directory.resolve("p.jsonl"), "{\"prediction\":\"a\",\"label\":\"a\"}\n{\"label\":\"b\"}\n");
        Invocation scored = Invocation.of("score", "--rule", "exact", file);
        assertThat(scored.status()).isEqualTo(1);
        assertThat(scored.err())
                .contains("p.jsonl, line 2: field 'prediction' is missing")
                .doesNotContain("\tat ");
    }

    @Test
    void scoreComparesPredictionAndLabelByASentenceEncoder() throws IOException {
        Path encoder = Installation.home().resolve("libs/inference/src/test/resources/models/tiny-bert");
        Path file = Files.writeString(
                directory.resolve("answers.jsonl"),
                "{\"prediction\": \"It is a fox.\", \"label\": \"fox\", \"id\": 1}\n");

        Invocation semantic =
                Invocation.of("score", "--rule", "semantic", "--model", encoder, "--threshold", "semantic=-1", file);
        Invocation concept = Invocation.of("score", "--rule", "concept", "--model", encoder, file);
        Invocation predicted =
                Invocation.of("predict", "--model", encoder, "--text", "fox", "--text", "It is a fox.", "--json");

        assertThat(tree(semantic.out()).path("cosine").asDouble())
                .isEqualTo(tree(predicted.out()).at("/cosines/0/cosine").asDouble())
                .isLessThan(0.9999);
        assertThat(tree(semantic.out()).path("right").asBoolean()).isTrue();
        assertThat(tree(concept.out()).path("concept").asText()).isEqualTo("fox");
        assertThat(tree(concept.out()).path("cosine").asDouble()).isGreaterThan(0.9999);
        assertThat(tree(concept.out()).path("id").asInt()).isEqualTo(1);
    }

    @Test
    void scoreSaysWhichRulesNeedAModel() {
        assertThat(Invocation.of("score", "--rule", "semantic", "x").err()).contains("--model, a sentence encoder");
        assertThat(Invocation.of("score", "--rule", "exact", "--model", "x", "x")
                        .err())
                .contains("--model, a sentence encoder");
        assertThat(Invocation.of("score", "--rule", "concept", "--model", "emoji-clip", "x")
                        .err())
                .contains("needs a sentence encoder; emoji-clip is a dual encoder");
    }

    @Test
    void scoreListsTheRulesWhenOneIsUnknown() {
        Invocation scored = Invocation.of("score", "--rule", "nix", "x");
        assertThat(scored.status()).isEqualTo(2);
        assertThat(scored.err()).contains("unknown rule 'nix'", "label-inclusion");
    }

    @Test
    void predictGivesTheRecordedTokensOfTheVisionLanguageModel() {
        Invocation predicted = Invocation.of("predict", "--model", "emoji-vlm", "--image", EMOJI, "--json");
        assertThat(predicted.status()).as(predicted.err()).isZero();
        assertThat(predicted.json().path("text").asText())
                .isEqualTo("The photo features a grinning face with smiling eyes.");
        assertThat(predicted.json().path("token_ids")).hasToString("[473,384,428,316,1061,393,342,745,907,262,2]");
        assertThat(predicted.json().path("tokens_per_second").asDouble()).isPositive();
        assertThat(predicted.json().path("input_ids").size()).isPositive();
    }

    @Test
    void predictRanksGivenClassesWithTheDualEncoder() throws IOException {
        Path classes = Files.writeString(directory.resolve("names.txt"), "grinning face\ncrayon\noctopus\n");
        Invocation predicted =
                Invocation.of("predict", "--model", "emoji-clip", "--image", EMOJI, "--classes", classes, "--json");
        assertThat(predicted.json().path("ranking")).hasSize(3);
        assertThat(predicted.json().at("/ranking/0/name").asText()).isEqualTo("grinning face");
    }

    @Test
    void predictRanksGivenClassesByTheirLikelihoodWithTheVisionLanguageModel() throws IOException {
        Path names = Files.writeString(directory.resolve("names.txt"), "dog\ngrinning face\nred apple\n");
        Invocation predicted =
                Invocation.of("predict", "--model", "emoji-vlm", "--image", EMOJI, "--classes", names, "--json");
        assertThat(predicted.status()).as(predicted.err()).isZero();
        JsonNode answer = tree(predicted.out());
        assertThat(answer.get("likelihoods")).hasSize(3);
        assertThat(answer.get("prompt").asText()).endsWith("ASSISTANT: The photo features a");
        assertThat(answer.at("/ranking/0/score").floatValue())
                .isEqualTo(answer.get("likelihoods")
                        .get(answer.at("/ranking/0/index").asInt())
                        .floatValue());
        assertThat(answer.get("ranking_by_mean")).hasSize(3);
    }

    @Test
    void predictDecodesAsAsked() {
        Invocation stopped = Invocation.of(
                "predict",
                "--model",
                "emoji-vlm",
                "--image",
                EMOJI,
                "--num-beams",
                "3",
                "--max-new-tokens",
                "4",
                "--json");
        assertThat(stopped.status()).as(stopped.err()).isZero();
        assertThat(tree(stopped.out()).get("decoding").asText())
                .contains("num_beams=3")
                .contains("max_new_tokens=4");
        Invocation sampled = Invocation.of(
                "predict",
                "--model",
                "emoji-vlm",
                "--image",
                EMOJI,
                "--temperature",
                "0.7",
                "--generation",
                "seed=7",
                "--json");
        assertThat(tree(sampled.out()).get("decoding").asText()).contains("temperature=0.7");
        Invocation unknown =
                Invocation.of("predict", "--model", "emoji-vlm", "--image", EMOJI, "--generation", "num_bems=3");
        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.err()).contains("num_bems");
    }

    @Test
    void predictWithoutClassesTellsTheDualEncodersWish() {
        Invocation predicted = Invocation.of("predict", "--model", "emoji-clip", "--image", EMOJI);
        assertThat(predicted.status()).isEqualTo(1);
        assertThat(predicted.err()).contains("give them with --classes FILE");
    }

    @Test
    void predictNamesTheFolderThatIsNoImage() {
        Invocation predicted = Invocation.of("predict", "--model", "emoji-vlm", "--image", directory);
        assertThat(predicted.status()).isEqualTo(1);
        assertThat(predicted.err()).contains("--image " + directory + " is a folder: name one image");
    }

    @Test
    void predictListsTheModelsWhenOneIsUnknown() {
        Invocation predicted = Invocation.of("predict", "--model", "nix", "--image", EMOJI);
        assertThat(predicted.status()).isEqualTo(1);
        assertThat(predicted.err()).contains("no model \"nix\"", "emoji-clip", "--models-dir");
        assertThat(Invocation.of("predict", "--model", "emoji-clp", "--image", EMOJI)
                        .err())
                .contains("did you mean \"emoji-clip\"?");
    }

    @Test
    void preprocessTellsGoodImagesAndBadOnesApart() throws IOException {
        Path bad = Files.writeString(directory.resolve("bad.jpg"), "<html>");
        Path pngs = directory.resolve("seen");
        Invocation seen = Invocation.of("preprocess", "--model", "emoji-clip", "--out", pngs, EMOJI, bad);
        assertThat(seen.status()).isEqualTo(1);
        assertThat(seen.jsonLines()).hasSize(2);
        JsonNode good = seen.jsonLines().get(0);
        assertThat(good.path("mode").asText()).isEqualTo("RGB");
        assertThat(good.path("size")).hasSize(2);
        assertThat(good.path("rgb_sha256").asText()).hasSize(64);
        assertThat(seen.jsonLines().get(1).path("error").asText()).contains("bad.jpg");
        assertThat(pngs.resolve(EMOJI.getFileName() + ".png")).exists();
    }

    @Test
    void modelsListShowsTheDemosModelsWithTheirKinds() {
        Invocation listed = Invocation.of("models", "list", "--json", "--data", directory);
        assertThat(listed.json()).hasSize(4);
        assertThat(listed.json().findValuesAsText("kind"))
                .containsExactlyInAnyOrder("classifier", "dual-encoder", "vision-language", "vision-language");
        assertThat(listed.json().findValuesAsText("usable")).containsOnly("true");
    }

    @Test
    void weightsOfPyTorchAreListedAsUnusableWithTheWayToExportThem() throws IOException {
        Path weights = Files.createDirectories(directory.resolve("my-llava"));
        Files.writeString(weights.resolve("config.json"), "{\"model_type\": \"llava\"}");
        Files.createFile(weights.resolve("model-00001-of-00003.safetensors"));
        String export = "holds PyTorch weights (model-00001-of-00003.safetensors) and no ONNX graphs: export them with"
                + " `python tools/export/export.py --model " + weights;
        Invocation checked = Invocation.of("models", "check", weights);
        assertThat(checked.status()).isEqualTo(1);
        assertThat(checked.out().lines()).hasSize(2);
        assertThat(checked.out()).contains(export);
        Invocation listed = Invocation.of("models", "list", "--models-dir", directory, "--data", directory);
        assertThat(listed.out())
                .containsPattern("my-llava +vision-language +no ")
                .contains("my-llava: ", export);
        Files.delete(weights.resolve("config.json"));
        assertThat(Invocation.of("models", "check", weights).out()).contains(export);
    }

    /** With weights beside it or without, the first line names what can be done. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "llava | export.py --model",
                "qwen2_5_vl | export.py --model",
                "moondream1 | models pull Xenova/moondream2",
                "llava_qwen2 | convert_fastvlm_weights_to_hf.py",
                "internvl_chat | export.py --model OpenGVLab/InternVL3-1B-hf",
                "mllama | a server with an API that serves it",
                "phi3_v | a program of your own",
            })
    void theFirstLineNamesWhatWorks(String modelType, String way) throws IOException {
        Files.writeString(directory.resolve("config.json"), "{\"model_type\": \"" + modelType + "\"}");
        assertThat(Invocation.of("models", "check", directory)
                        .out()
                        .lines()
                        .skip(1)
                        .findFirst())
                .hasValueSatisfying(line -> assertThat(line).contains(way));
        Files.createFile(directory.resolve("pytorch_model.bin"));
        assertThat(Invocation.of("models", "check", directory).out().lines().skip(1))
                .singleElement()
                .satisfies(line -> assertThat(line).contains(way));
    }

    @Test
    void modelsCheckSaysWhatIsMissing() throws IOException {
        Files.writeString(directory.resolve("config.json"), "{\"model_type\": \"clip\"}");
        Invocation checked = Invocation.of("models", "check", directory);
        assertThat(checked.status()).isEqualTo(1);
        assertThat(checked.out()).contains("cannot be used", "preprocessor_config.json");
        Path bundle = Installation.demoModels().resolve("emoji-clip");
        assertThat(Invocation.of("models", "check", bundle).status()).isZero();
        Path link = Files.createSymbolicLink(directory.resolve("link"), bundle);
        assertThat(Invocation.of("models", "check", link).status()).isZero();
    }
}
