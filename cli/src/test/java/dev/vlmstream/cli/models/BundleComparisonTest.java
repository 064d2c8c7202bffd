package dev.vlmstream.cli.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.Invocation;
import dev.vlmstream.cli.command.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two bundles are asked the same, and how far they agree is told. */
class BundleComparisonTest {
    private static final Path MODELS = Installation.demoModels();
    private static final Path EMOJI = Installation.home().resolve("demo/data/emoji/emoji.jsonl");

    @TempDir
    Path directory;

    private static Invocation compare(String bundle, String against, Object... more) {
        List<Object> arguments = new ArrayList<>(List.of(
                "models", "verify", MODELS.resolve(bundle), "--against", MODELS.resolve(against), "--dataset", EMOJI));
        arguments.addAll(List.of("--split", "valid"));
        arguments.addAll(List.of(more));
        return Invocation.of(arguments.toArray());
    }

    private static JsonNode json(String bundle, String against, Object... more) {
        List<Object> arguments = new ArrayList<>(List.of(more));
        arguments.add("--json");
        Invocation compared = compare(bundle, against, arguments.toArray());
        assertThat(compared.status()).as(compared.err()).isZero();
        return compared.json();
    }

    @ParameterizedTest
    @CsvSource({
        "emoji-clip, zero-shot, top1, scores of the classes",
        "emoji-classifier, supervised, top1, scores of the classes",
        "emoji-vlm-finetuned, open-world, label-inclusion, log-probability of emoji-vlm-finetuned's answers",
        "emoji-vlm-finetuned, class-likelihood, likelihood-sum, log-probabilities of the class names"
    })
    void aBundleAgreesWithItselfInAllThatIsCompared(String bundle, String task, String rule, String values) {
        JsonNode compared = json(bundle, bundle, "--task", task, "--limit", 5);
        assertThat(compared.at("/task").asText()).isEqualTo(task);
        assertThat(compared.at("/rule").asText()).isEqualTo(rule);
        assertThat(compared.at("/n").asInt()).isEqualTo(5);
        assertThat(compared.at("/agreement/same").asInt()).isEqualTo(5);
        // Wilson's interval of 5 of 5.
        assertThat(compared.at("/agreement/low").asDouble()).isEqualTo(0.5655, within(0.0001));
        assertThat(compared.at("/values/of").asText()).isEqualTo(values);
        assertThat(compared.at("/values/largestDifference").asDouble()).isZero();
        assertThat(compared.at("/accuracy/difference").asDouble()).isZero();
        assertThat(compared.at("/accuracy/p").asDouble()).isOne();
        assertThat(compared.at("/bundle/dtype").asText()).isEqualTo("fp32");
        assertThat(compared.at("/bundle/itemsPerSecond").asDouble()).isPositive();
        assertThat(compared.at("/bundle/accuracy")).isEqualTo(compared.at("/against/accuracy"));
    }

    /** The fine-tuned model names 204 of the 398, the other 34: on 40 of them the same models differ as much. */
    @Test
    void twoModelsAreApartByWhatTheirRunsWouldSay() {
        JsonNode compared = json("emoji-vlm-finetuned", "emoji-vlm", "--limit", 40);
        assertThat(compared.at("/task").asText()).isEqualTo("open-world");
        double tuned = compared.at("/bundle/accuracy").asDouble();
        double base = compared.at("/against/accuracy").asDouble();
        assertThat(tuned).isGreaterThan(base + 0.2);
        assertThat(compared.at("/accuracy/difference").asDouble()).isEqualTo(tuned - base, within(1e-9));
        assertThat(compared.at("/accuracy/low").asDouble()).isPositive();
        assertThat(compared.at("/agreement/same").asInt()).isLessThan(30);
        assertThat(compared.at("/values/meanDifference").asDouble()).isPositive();
    }

    /** The same graphs under another name: what is told of dtypes is of files. */
    @Test
    void aBundleIsComparedWithItselfInAnotherDtype() throws IOException {
        Path bundle = copyInInt8();
        Invocation compared = Invocation.of(
                "models",
                "verify",
                bundle,
                "--dtype",
                "int8",
                "--against",
                bundle,
                "--dataset",
                EMOJI,
                "--split",
                "valid",
                "--limit",
                2,
                "--json");
        assertThat(compared.status()).as(compared.err()).isZero();
        assertThat(compared.json().at("/bundle/dtype").asText()).isEqualTo("int8");
        assertThat(compared.json().at("/against/dtype").asText()).isEqualTo("fp32");
        assertThat(compared.json().at("/agreement/same").asInt()).isEqualTo(2);
    }

    @Test
    void theRecordedAgreementIsShownWithTheBundle() throws IOException {
        Path bundle = copyInInt8();
        Files.writeString(
                bundle.resolve("agreement.json"),
                "{\"int8\": {\"answers\": 3, \"same\": 2, \"largestDeviation\": {\"image_embeds\": 0.0312}}}");
        assertThat(Invocation.of("models", "check", bundle).out())
                .contains(
                        "  int8: the same answer in 2 of 3 recorded cases, numbers off by up to 0.031 (image_embeds)");
        JsonNode listed = Invocation.of("models", "list", "--models-dir", directory, "--data", directory, "--json")
                .json()
                .get(0);
        assertThat(listed.get("dtypes")).extracting(JsonNode::asText).containsExactly("fp32", "int8");
        assertThat(listed.at("/agreement/int8/same").asInt()).isEqualTo(2);
        assertThat(Invocation.of("models", "list", "--models-dir", directory, "--data", directory)
                        .out())
                .containsPattern("emoji-clip +dual-encoder +fp32 int8 +yes");
        Files.writeString(bundle.resolve("agreement.json"), "{\"int8\": {\"answers\": 3, \"same\": 4}}");
        assertThat(Invocation.of("models", "check", bundle).out())
                .contains("agreement.json: 4 of 3 answers are the same; export the model again");
    }

    private Path copyInInt8() throws IOException {
        Path from = MODELS.resolve("emoji-clip");
        Path to = directory.resolve("emoji-clip");
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        for (String graph : List.of("vision_model", "text_model")) {
            Files.copy(to.resolve("onnx/" + graph + ".onnx"), to.resolve("onnx/" + graph + "_int8.onnx"));
        }
        return to;
    }

    @Test
    void itIsToldInATable() {
        Invocation compared = compare("emoji-clip", "emoji-clip", "--limit", 3);
        assertThat(compared.status()).as(compared.err()).isZero();
        assertThat(compared.out())
                .containsPattern("bundle +dtype +top1 +items/s\nemoji-clip +fp32 ")
                .contains(
                        "3 items answered by both; zero-shot",
                        "the same answer: 3 of 3, 100.0 % (95 % interval 43.9 to 100.0)",
                        "scores of the classes: 0.00 apart on average, 0.00 at most",
                        "only the first right 0, only the second right 0, p 1.0000");
    }

    @Test
    void whatCannotBeComparedIsRefused() {
        assertThat(compare("emoji-clip", "emoji-vlm").err())
                .contains("emoji-clip is a dual-encoder, emoji-vlm a vision-language; compare bundles of one kind");
        assertThat(Invocation.of(
                                "models",
                                "verify",
                                MODELS.resolve("emoji-clip"),
                                "--against",
                                MODELS.resolve("emoji-clip"))
                        .err())
                .contains("--against and --dataset go together");
        assertThat(compare("emoji-clip", "emoji-clip", "--against-dtype", "q4").err())
                .contains("is not there as dtype q4");
        assertThat(compare("emoji-vlm", "emoji-vlm", "--task", "zero-shot").err())
                .contains("the task zero-shot is not for emoji-vlm");
    }
}
