package dev.vlmstream.inference.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.Demo;
import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.GenerationOptions.Endings;
import dev.vlmstream.inference.GenerationOptions.Lengths;
import dev.vlmstream.inference.GenerationOptions.Restrictions;
import dev.vlmstream.inference.GenerationOptions.Sampling;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.TestBundles.Loaded;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionLanguageModel.Generation;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.decoding.GeneratedSequence.PromptLookup;
import dev.vlmstream.inference.decoding.Step.StepOutputs;
import dev.vlmstream.inference.generation.TokenRules;
import dev.vlmstream.inference.onnx.Graph;
import dev.vlmstream.inference.runtime.BatchingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that may take several tokens a step are those of one token a step, and take several where they repeat themselves. */
class SpeculationTest {
    private static final int SINGLE_STEPS = 24;

    @TempDir
    static Path directory;

    static List<Loaded> bundles() throws IOException {
        Path copies = Files.createTempDirectory(directory, "bundles");
        Path quantized = TestBundles.quantized(copies);
        Stream<Loaded> families = TestBundles.FAMILIES.stream().map(name -> new Loaded(TestBundles.path(name), "fp32"));
        Stream<Loaded> others = Stream.of(
                new Loaded(Demo.models().resolve("emoji-vlm"), "fp32"),
                new Loaded(TestBundles.groupQueryAttention(copies), "fp32"),
                new Loaded(quantized, "int8"),
                new Loaded(quantized, "q4"));
        return Stream.concat(families, others).toList();
    }

    /** Of models that also answer without an image. */
    static List<Loaded> readers() throws IOException {
        return bundles().stream()
                .filter(bundle -> !bundle.bundle().endsWith("tiny-florence2"))
                .toList();
    }

    /** The whole promise: with one slot and with several, all rules being kept token by token. */
    @ParameterizedTest
    @MethodSource("readers")
    void answersAreThoseOfOneTokenAStep(Loaded bundle) {
        List<String> prompts = prompts();
        List<GenerationOptions> options = List.of();
        for (int slots : new int[] {1, 3}) {
            List<Generation> plain;
            try (VisionLanguageModel model = bundle.with(new BatchingOptions(slots, 0, false))) {
                options = options.isEmpty() ? options(model, prompts) : options;
                plain = model.generate(requests(prompts), options);
            }
            try (VisionLanguageModel model = bundle.with(new BatchingOptions(slots, 0, true))) {
                List<Generation> found = model.generate(requests(prompts), options);
                for (int i = 0; i < found.size(); i++) {
                    assertThat(found.get(i).tokenIds())
                            .as("%s", options.get(i))
                            .containsExactly(plain.get(i).tokenIds());
                    assertThat(found.get(i).minGap()).isEqualTo(plain.get(i).minGap());
                    assertThat(found.get(i).truncated()).isEqualTo(plain.get(i).truncated());
                    assertThat(plain.get(i).proposedTokens()).isZero();
                    if (options.get(i).sampling().isPresent()) {
                        assertThat(found.get(i).proposedTokens()).isZero();
                    }
                }
            }
        }
    }

    @Test
    void guessesAreEarnedByThoseThatWereRight() {
        PromptLookup lookup = new PromptLookup(new int[] {3, 4, 5, 6, 7, 8, 9, 3, 4, 1});
        assertThat(lookup.guess(9)).isEmpty();
        lookup.add(3);
        assertThat(lookup.guess(9)).containsExactly(4);
        lookup.add(4);
        assertThat(lookup.guess(9)).containsExactly(1, 3, 4);
        assertThat(lookup.guess(2)).containsExactly(1, 3);
        lookup.add(5);
        assertThat(lookup.guess(9)).as("after a wrong guess").isEmpty();
        lookup.add(6);
        lookup.add(7);
        assertThat(lookup.guess(9)).as("after two that would have been right").containsExactly(8);
        lookup.add(2);
        assertThat(lookup.guess(9)).isEmpty();
        IntStream.range(0, 5).forEach(i -> lookup.add(2));
        assertThat(lookup.guess(9)).as("of what goes round").containsExactly(2, 2, 2, 2, 2, 2, 2);
    }

    @Test
    void anAnswerEndsAmongTokensThatWereGuessed() {
        int[] ids = {3, 4, 5, 6, 7, 8, 3};
        EmbeddedPrompt prompt = new EmbeddedPrompt(
                ids, -1, EmbeddedPrompt.NO_FEATURES, Positions.counted(ids.length), AttentionBlock.NONE, null);
        TokenRules rules = new TokenRules(GenerationOptions.greedy(9, List.of(6)), ids, 100, "", tokens -> "");
        GeneratedSequence answer = new GeneratedSequence(prompt, rules);
        answer.advance(certain(4), 0);
        assertThat(answer.advance(new int[] {5, 6, 7}, place -> certain(5 + place), 0))
                .isEqualTo(2);
        assertThat(answer.done()).isTrue();
        assertThat(answer.tokenIds()).containsExactly(4, 5, 6);
        assertThat(answer.answer("", ids).proposedTokens()).isEqualTo(3);
        assertThat(answer.answer("", ids).acceptedTokens()).isEqualTo(1);
    }

    private static float[] certain(int token) {
        float[] logits = new float[10];
        logits[token] = 1;
        return logits;
    }

    /** Of a decoder whose tokens are all forbidden but those of one name, so that it can but copy. */
    @ParameterizedTest
    @ValueSource(strings = {"fp32", "int8", "q4"})
    void anAnswerThatCopiesTakesMostTokensWithoutAStepOfTheirOwn(String dtype) throws IOException {
        Loaded quantized = new Loaded(TestBundles.quantized(Files.createTempDirectory(directory, "copying")), dtype);
        try (VisionLanguageModel model = quantized.with(new BatchingOptions(1, 0))) {
            Request request = new Request(null, "red panda");
            int[] prompt = model.generate(List.of(request), GenerationOptions.greedy(1, List.of()))
                    .get(0)
                    .inputIds();
            int copied = prompt[prompt.length - 1];
            int vocabulary = model.nextTokenLogits(request).length;
            List<Integer> others = IntStream.range(0, vocabulary)
                    .filter(id -> id != copied)
                    .boxed()
                    .toList();
            Restrictions restrictions = new Restrictions(1, 0, List.of(), others, List.of(), OptionalInt.empty(), true);
            Generation answer = model.generate(
                            List.of(request),
                            GenerationOptions.greedy(32, List.of()).withRestrictions(restrictions))
                    .get(0);
            assertThat(answer.tokenIds()).hasSize(32).containsOnly(copied);
            assertThat(answer.acceptedTokens()).isGreaterThan(20).isLessThanOrEqualTo(answer.proposedTokens());
        }
    }

    @Test
    void aTrainedModelCopiesNamesThatItIsOffered() {
        try (VisionLanguageModel model =
                new Loaded(Demo.models().resolve("emoji-vlm"), "fp32").with(new BatchingOptions(1, 0))) {
            String prompt = model.prompt(
                    "Is it a grinning face with smiling eyes, a frowning face with open mouth or a face with tears of joy?",
                    true,
                    PromptStyle.STUDY,
                    false);
            int accepted = 0;
            for (JsonNode line : Demo.expected("emoji-vlm").subList(0, 6)) {
                String image = line.get("image").asText();
                Request request = new Request(new Picture.Pixels(Demo.input(model, image), image), prompt);
                accepted += model.generate(List.of(request), GenerationOptions.of(model.bundle()))
                        .get(0)
                        .acceptedTokens();
            }
            assertThat(accepted).isPositive();
        }
    }

    /** What {@link Speculation} finds out on a few tokens holds for longer prompts, behind padding, and after some were forgotten. */
    @ParameterizedTest
    @MethodSource("bundles")
    void stepsOfSeveralTokensHaveTheBitsOfSingleOnes(Loaded bundle) {
        try (Decoder decoder = FusedAttentionTest.fused(bundle.graph("decoder_model_merged"));
                Embedder embedder =
                        new Embedder(Graph.load(bundle.graph("embed_tokens"), TestBundles.ONE_THREAD), decoder)) {
            boolean exact = new Speculation(embedder, decoder, true).isExact();
            for (int prompt : exact ? new int[] {19, 74} : new int[0]) {
                for (int[] padding : List.of(new int[1], new int[] {5}, new int[] {3, 0, 7, 1, 12, 4, 2, 16})) {
                    List<float[]> singly = logits(embedder, decoder, prompt, padding, new Random(0), 1);
                    for (int width : new int[] {3, 8}) {
                        List<float[]> together = logits(embedder, decoder, prompt, padding, new Random(width), width);
                        for (int i = 0; i < singly.size(); i++) {
                            assertThat(Arrays.equals(together.get(i), singly.get(i)))
                                    .isTrue();
                        }
                    }
                }
            }
        }
    }

    /** After a prompt, of each token, for each row; of each step some tokens are kept. */
    private static List<float[]> logits(
            Embedder embedder, Decoder decoder, int prompt, int[] padding, Random random, int width) {
        List<float[]> logits = new ArrayList<>();
        try (KvCache cache = decoder.start(KvTensors.empty(decoder, padding.length, null))) {
            step(embedder, decoder, cache, padding, prompt).close();
            for (int kept; cache.length() < prompt + SINGLE_STEPS; cache.forget(width - kept)) {
                kept = Math.min(1 + random.nextInt(width), prompt + SINGLE_STEPS - cache.length());
                try (Step step = step(embedder, decoder, cache, padding, width)) {
                    for (int i = 0; i < kept; i++) {
                        for (int row = 0; row < padding.length; row++) {
                            logits.add(step.logits(row, i));
                        }
                    }
                }
            }
        }
        return logits;
    }

    private static Step step(Embedder embedder, Decoder decoder, KvCache cache, int[] padding, int added) {
        int rows = padding.length;
        int length = cache.length() + added;
        long[] tokens = new long[rows * added];
        long[] places = new long[rows * added];
        long[] mask = new long[rows * length];
        for (int row = 0; row < rows; row++) {
            Arrays.fill(mask, row * length + padding[row], (row + 1) * length, 1);
            for (int i = 0; i < added; i++) {
                places[row * added + i] = Math.max(0, cache.length() + i - padding[row]);
                tokens[row * added + i] = (7 * row + 31L * (cache.length() + i)) % 97;
            }
        }
        long[] positions = IntStream.range(0, decoder.positionAxes())
                .boxed()
                .flatMapToLong(axis -> LongStream.of(places))
                .toArray();
        try (Embeddings embeds = embedder.tokens(tokens, rows)) {
            return cache.step(embeds, mask, positions, StepOutputs.ALL_LOGITS);
        }
    }

    /** Of few words, which come again and again. */
    private static List<String> prompts() {
        Random random = new Random(20261129);
        List<String> words = List.of("red", "panda", "golden", "retriever", "blue", "tit", "a", "of", ",");
        return IntStream.range(0, 14)
                .mapToObj(i -> String.join(
                        " ",
                        random.ints(5 + random.nextInt(25), 0, words.size())
                                .mapToObj(words::get)
                                .toList()))
                .toList();
    }

    private static List<Request> requests(List<String> prompts) {
        return prompts.stream().map(prompt -> new Request(null, prompt)).toList();
    }

    /**
     * In turn one of all kinds of rules, whose tokens are of the model's own answers; in the second half all but a few tokens are
     * forbidden, so that answers repeat themselves.
     */
    private static List<GenerationOptions> options(VisionLanguageModel model, List<String> prompts) {
        Random random = new Random(1);
        List<Generation> answers = model.generate(requests(prompts), GenerationOptions.greedy(20, List.of()));
        int vocabulary = model.nextTokenLogits(requests(prompts).get(0)).length;
        List<GenerationOptions> options = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            int[] answer = answers.get(i).tokenIds();
            int token = answer[random.nextInt(answer.length)];
            GenerationOptions greedy = GenerationOptions.greedy(8 + random.nextInt(32), List.of());
            List<Integer> allowed = List.of(token, answer[0], answer[1], 5, 6);
            List<Integer> forbidden = i < prompts.size() / 2
                    ? List.of()
                    : IntStream.range(0, vocabulary)
                            .filter(id -> !allowed.contains(id))
                            .boxed()
                            .toList();
            options.add(
                    switch (i % 7) {
                        case 0 ->
                            greedy.withRestrictions(restrictions(1, 0, forbidden))
                                    .withStopTokenIds(List.of(token));
                        case 1 -> greedy.withRestrictions(restrictions(1.3f, 0, forbidden));
                        case 2 -> greedy.withRestrictions(restrictions(1, 12, forbidden));
                        case 3 ->
                            greedy.withRestrictions(new Restrictions(
                                    1,
                                    0,
                                    List.of(List.of(token, token)),
                                    List.of(),
                                    List.of(token),
                                    OptionalInt.empty(),
                                    true));
                        case 4 ->
                            new GenerationOptions(
                                    new Lengths(OptionalInt.of(30), OptionalInt.empty(), OptionalInt.of(9), 0),
                                    new Endings(List.of(token), List.of("a b"), List.of(answer[0])),
                                    restrictions(1, 0, forbidden),
                                    Optional.empty(),
                                    greedy.beams());
                        case 5 ->
                            new GenerationOptions(
                                    greedy.lengths(),
                                    greedy.endings(),
                                    greedy.restrictions(),
                                    Optional.of(new Sampling(1, 5, 1, 0, 1, 7)),
                                    greedy.beams());
                        default -> greedy.withRestrictions(restrictions(1, 0, forbidden));
                    });
        }
        return options;
    }

    private static Restrictions restrictions(float penalty, int noRepeat, List<Integer> forbidden) {
        return new Restrictions(penalty, noRepeat, List.of(), forbidden, List.of(), OptionalInt.empty(), true);
    }
}
