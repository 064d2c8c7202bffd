package dev.vlmstream.inference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.TestBundles.Loaded;
import dev.vlmstream.inference.VisionLanguageModel.Generation;
import dev.vlmstream.inference.VisionLanguageModel.PrefixReuse;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.runtime.BatchingOptions;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers do not depend on slots, order, neighbours, their limits, or what the prefix cache holds. */
class ContinuousBatchingTest {

    private static final double DECIDED = 0.001;
    private static final int LONGEST = 12;
    private static final List<BatchingOptions> SETTINGS = List.of(
            new BatchingOptions(1, 1 << 20),
            new BatchingOptions(2, 0),
            new BatchingOptions(3, 256L << 20),
            new BatchingOptions(5, 300_000),
            new BatchingOptions(16, 256L << 20));

    @TempDir
    static Path directory;

    static List<Loaded> bundles() {
        Path quantized = TestBundles.quantized(directory);
        return List.of(
                new Loaded(Demo.models().resolve("emoji-vlm"), "fp32"),
                new Loaded(TestBundles.path("tiny-llava"), "fp32"),
                new Loaded(TestBundles.path("tiny-qwen3-vl"), "fp32"),
                new Loaded(TestBundles.groupQueryAttention(directory), "fp32"),
                new Loaded(quantized, "int8"),
                new Loaded(quantized, "q4"));
    }

    private record Asked(String key, Request request) {}

    /**
     * Short, long and image-less questions, several about each image.
     *
     * @param inputs that other models of the bundle have been given
     */
    private static List<Asked> questions(VisionLanguageModel model, Map<String, VisionInput> inputs, boolean named) {
        List<Asked> asked = new ArrayList<>();
        for (JsonNode line : Demo.expected("emoji-vlm").subList(0, 5)) {
            String image = line.get("image").asText();
            Picture picture = new Picture.Pixels(
                    inputs.computeIfAbsent(image, name -> Demo.input(model, name)), named ? image : null);
            for (String question : List.of(Demo.QUESTION, "Is it an ant, a bee, a car, a dog or an elephant?", "?")) {
                String prompt = model.prompt(question, true, PromptStyle.STUDY, false);
                asked.add(new Asked(image + question, new Request(picture, prompt)));
            }
            String blind = model.prompt(image, false, PromptStyle.STUDY, false);
            asked.add(new Asked(image, new Request(null, blind)));
        }
        return asked;
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void answersAreTheSameTokensInEveryBatchingOrderAndCache(Loaded bundle) {
        Random random = new Random(20240518);
        Map<String, VisionInput> inputs = new HashMap<>();
        Map<String, Generation> alone = alone(bundle, inputs);
        for (BatchingOptions batching : SETTINGS) {
            try (VisionLanguageModel model = bundle.with(batching)) {
                for (int trial = 0; trial < 2; trial++) {
                    List<Asked> asked = draw(questions(model, inputs, trial > 0), random);
                    List<GenerationOptions> limits = asked.stream()
                            .map(request -> options(1 + random.nextInt(LONGEST)))
                            .toList();
                    List<Generation> answers = model.generate(requests(asked), limits);
                    for (int i = 0; i < asked.size(); i++) {
                        assertSame(alone.get(asked.get(i).key()), answers.get(i), limits.get(i), batching);
                    }
                }
            }
        }
    }

    private static Map<String, Generation> alone(Loaded bundle, Map<String, VisionInput> inputs) {
        Map<String, Generation> answers = new HashMap<>();
        try (VisionLanguageModel model = bundle.with(new BatchingOptions(1, 0))) {
            for (Asked asked : questions(model, inputs, true)) {
                answers.put(
                        asked.key(),
                        model.generate(List.of(asked.request()), options(LONGEST))
                                .get(0));
            }
            assertThat(model.prefixReuse()).isEqualTo(new PrefixReuse(0, 0, 0, 0));
        }
        return answers;
    }

    private static List<Request> requests(List<Asked> asked) {
        return asked.stream().map(Asked::request).toList();
    }

    private static List<Asked> draw(List<Asked> questions, Random random) {
        return random.ints(8 + random.nextInt(20), 0, questions.size())
                .mapToObj(questions::get)
                .toList();
    }

    private static GenerationOptions options(int tokens) {
        return GenerationOptions.greedy(tokens, List.of(2));
    }

    private static void assertSame(
            Generation alone, Generation answer, GenerationOptions limit, BatchingOptions batching) {
        assertThat(answer.inputIds()).containsExactly(alone.inputIds());
        if (alone.minGap() < DECIDED) {
            return;
        }
        int tokens = Math.min(limit.lengths().maxNewTokens().getAsInt(), alone.tokenIds().length);
        assertThat(answer.tokenIds()).as("%s", batching).containsExactly(Arrays.copyOf(alone.tokenIds(), tokens));
    }
}
