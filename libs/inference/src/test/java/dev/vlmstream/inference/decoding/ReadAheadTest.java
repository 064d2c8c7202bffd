package dev.vlmstream.inference.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.decoding.ContinuousBatching.ReadAhead;
import dev.vlmstream.inference.decoding.PromptReader.PrefilledRequests;
import dev.vlmstream.inference.generation.TokenRules;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadAheadTest {

    private static final int[] PROMPT = {1, 1148, 1001, 901, 450};

    private final LanguageParts parts = parts();
    private final PrefixCache prefixes = new PrefixCache(0);

    private static LanguageParts parts() {
        try (Loading loading = new Loading()) {
            RuntimeOptions options = TestBundles.ONE_THREAD;
            BundleDirectory files = BundleDirectory.open(TestBundles.path("tiny-llava"));
            return loading.complete(LanguageParts.load(files, options, loading));
        }
    }

    @AfterEach
    void close() {
        prefixes.close();
        parts.close();
    }

    private ReadAhead ahead(long bytes, List<GeneratedSequence> answers) {
        PromptReader reader = new PromptReader(parts.embedder(), parts.decoder(), parts.padToken(), prefixes);
        return new ReadAhead(reader, parts.decoder().bytesPerPosition(), bytes, answers);
    }

    private static List<GeneratedSequence> answers(int count, int tokens) {
        return Stream.generate(() -> answer(tokens)).limit(count).toList();
    }

    private static GeneratedSequence answer(int tokens) {
        return answer(PROMPT, tokens);
    }

    private static GeneratedSequence answer(int[] ids, int tokens) {
        EmbeddedPrompt prompt = new EmbeddedPrompt(
                ids, -1, EmbeddedPrompt.NO_FEATURES, Positions.counted(ids.length), AttentionBlock.NONE, null);
        GenerationOptions options = GenerationOptions.greedy(tokens, List.of());
        return new GeneratedSequence(prompt, new TokenRules(options, ids, ids.length + 100, "", answer -> ""));
    }

    private static long read(List<GeneratedSequence> answers) {
        return answers.stream().filter(answer -> answer.tokenIds().length > 0).count();
    }

    private static List<GeneratedSequence> taken(ReadAhead ahead, int free) {
        return ahead.take(free).stream().map(PrefilledRequests.Row::answer).toList();
    }

    @Test
    void severalPromptsAreReadTogetherAndWaitInTheirOrder() {
        List<GeneratedSequence> answers = answers(10, 4);
        try (ReadAhead ahead = ahead(1 << 20, answers)) {
            assertThat(taken(ahead, 1)).containsExactly(answers.get(0));
            assertThat(read(answers)).isEqualTo(8);
            assertThat(taken(ahead, 6)).containsExactlyElementsOf(answers.subList(1, 7));
            assertThat(read(answers)).isEqualTo(8);
            assertThat(taken(ahead, 6)).containsExactlyElementsOf(answers.subList(7, 10));
            assertThat(ahead.isEmpty()).isTrue();
        }
    }

    @Test
    void whereKeysAndValuesAreLargeOnlyFreeSlotsAreReadFor() {
        long twoPrompts = 2 * PROMPT.length * parts.decoder().bytesPerPosition();
        for (int ahead : IntStream.range(0, 3).toArray()) {
            List<GeneratedSequence> answers = answers(10, 4);
            try (ReadAhead waiting = ahead(ahead * twoPrompts / 2, answers)) {
                assertThat(taken(waiting, 3)).containsExactlyElementsOf(answers.subList(0, 3));
                assertThat(read(answers)).isEqualTo(3 + ahead);
            }
        }
    }

    /** Else what they have computed is copied when they begin, which took a fifth of the time of eight answers. */
    @Test
    void longPromptsThatFillABatchAreReadIntoIt() {
        int[] prompt = new int[650];
        Arrays.setAll(prompt, i -> PROMPT[i % PROMPT.length]);
        for (int rows : new int[] {8, 16}) {
            List<GeneratedSequence> answers =
                    Stream.generate(() -> answer(prompt, 4)).limit(rows).toList();
            try (ReadAhead ahead = ahead(0, answers)) {
                List<KvRow> computed = ahead.take(rows).stream()
                        .map(PrefilledRequests.Row::computed)
                        .toList();
                List<Tensor> tensors = List.copyOf(computed.get(0).source().tensors());
                try (KvTensors joined = KvTensors.join(computed, prompt.length)) {
                    assertThat(joined.tensors()).containsExactlyElementsOf(tensors);
                }
            }
        }
    }

    @Test
    void answersThatEndWithTheirFirstTokenTakeNoSlot() {
        List<GeneratedSequence> answers =
                Stream.concat(answers(9, 1).stream(), answers(2, 4).stream()).toList();
        try (ReadAhead ahead = ahead(1 << 20, answers)) {
            assertThat(taken(ahead, 1)).containsExactly(answers.get(9));
            assertThat(taken(ahead, 1)).containsExactly(answers.get(10));
            assertThat(taken(ahead, 1)).isEmpty();
        }
    }
}
