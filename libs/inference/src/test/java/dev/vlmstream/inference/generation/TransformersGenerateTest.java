package dev.vlmstream.inference.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.inference.GenerationConfig;
import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.VisionLanguageModel.Beam;
import dev.vlmstream.inference.bundle.BundleDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers and scores of transformers 4.51.3, recorded as {@code golden/generation/README.md} says. */
class TransformersGenerateTest {

    private static final Tables MODEL = Tables.load();
    private static final int CONTEXT = 1000;

    @TempDir
    private static Path bundle;

    static Stream<JsonNode> searches() {
        return Tables.lines("search.jsonl").stream();
    }

    static Stream<JsonNode> samplings() {
        return Tables.lines("sampling.jsonl").stream();
    }

    static Stream<JsonNode> warped() {
        return Tables.lines("warped.jsonl").stream();
    }

    /** The settings by way of a bundle's file, as people have them. */
    static GenerationOptions options(JsonNode settings, Map<String, String> overrides) {
        try {
            Files.writeString(bundle.resolve("config.json"), "{\"model_type\": \"tables\"}");
            Files.writeString(bundle.resolve("generation_config.json"), settings.toString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return GenerationConfig.read(BundleDirectory.open(bundle), overrides);
    }

    private static int[] ints(JsonNode list) {
        return new ObjectMapper().convertValue(list, int[].class);
    }

    private static void compare(JsonNode line) {
        int beams = line.at("/settings/num_beams").asInt(1);
        GenerationOptions options =
                options(line.get("settings"), Map.of("num_return_sequences", String.valueOf(beams)));
        int[] prompt = ints(line.get("prompt"));
        TokenRules rules = new TokenRules(options, prompt, CONTEXT, "item-1", ids -> "");
        List<Beam> found =
                beams > 1 ? search(new BeamState(rules, options.beams()), prompt) : List.of(answer(rules, prompt));
        assertThat(found).hasSameSizeAs(line.get("answers"));
        for (int i = 0; i < found.size(); i++) {
            JsonNode recorded = line.get("answers").get(i);
            assertThat(found.get(i).tokenIds()).as("%s, answer %d", line, i).isEqualTo(ints(recorded.get("ids")));
            assertThat((double) found.get(i).score())
                    .isCloseTo(recorded.path("score").asDouble(), within(1e-4));
        }
    }

    private static Beam answer(TokenRules rules, int[] prompt) {
        TokenSequence sequence = TokenSequence.of(prompt);
        while (!rules.ended(sequence) && sequence.generated() < rules.most()) {
            float[] logits = MODEL.logits(sequence.last(), sequence.length() - 1);
            sequence = sequence.plus(rules.choose(sequence, logits).token());
        }
        return new Beam(sequence.answer(), 0, !rules.ended(sequence));
    }

    private static List<Beam> search(BeamState state, int[] prompt) {
        int place = prompt.length - 1;
        state.advance(new float[][] {MODEL.logits(prompt[place], place)});
        while (!state.done()) {
            List<float[]> logits = new ArrayList<>();
            for (long token : state.tokens()) {
                logits.add(MODEL.logits((int) token, place + state.generated()));
            }
            state.advance(logits.toArray(float[][]::new));
        }
        return state.best();
    }

    @ParameterizedTest
    @MethodSource("searches")
    void greedyAnswersAndBeamsAreTheSame(JsonNode line) {
        compare(line);
    }

    @ParameterizedTest
    @MethodSource("samplings")
    void theSameRandomNumbersDrawTheSameAnswers(JsonNode line) {
        compare(line);
    }

    @ParameterizedTest
    @MethodSource("warped")
    void warpersLeaveTheSameProbabilities(JsonNode line) {
        Map<String, String> settings = new TreeMap<>();
        line.get("settings")
                .properties()
                .forEach(s -> settings.put(s.getKey(), s.getValue().toString()));
        GenerationOptions options = options(new ObjectMapper().createObjectNode(), settings);
        float[] scores = new ObjectMapper().convertValue(line.get("logits"), float[].class);
        TokenRules.warpers(options.sampling().orElseThrow(), options)
                .forEach(warper -> warper.apply(TokenSequence.of(5), scores));
        float[] left = Softmax.probabilities(scores);
        for (int i = 0; i < left.length; i++) {
            assertThat((double) left[i])
                    .as("%s, token %d", line, i)
                    .isCloseTo(line.get("probs").get(i).asDouble(), within(1e-6));
        }
    }
}
