package dev.vlmstream.inference.tokenizer;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.InRange;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithLength;
import com.code_intelligence.jazzer.mutation.annotation.WithUtf8Length;
import dev.vlmstream.inference.Demo;
import dev.vlmstream.inference.bundle.BundleDirectory;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any text becomes ids that become text again, and any ids are text or refused; neither ends the process. */
class TokenizerFuzzTest {
    private static final List<Tokenizer> TOKENIZERS = List.of(load("emoji-vlm"), load("emoji-clip"));

    private static Tokenizer load(String bundle) {
        return Tokenizer.load(BundleDirectory.open(Demo.models().resolve(bundle)));
    }

    @AfterAll
    static void close() {
        TOKENIZERS.forEach(Tokenizer::close);
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of("A photo of a grinning face. Ünïcödé 猫 🙂\0</s><image>", 32, true),
                Arguments.of(" \n\t\u200d\ufeff\ud800'm 're", 4, false));
    }

    @MethodSource("texts")
    @FuzzTest
    void text(
            @NotNull @WithUtf8Length(min = 1, max = 200) String text,
            @InRange(min = 4, max = 100) int longest,
            boolean special) {
        for (Tokenizer tokenizer : TOKENIZERS) {
            int[] ids = tokenizer.encode(text, special);
            tokenizer.decode(ids, special);
            TokenBatch batch = tokenizer.encodeBatch(List.of(text, "cat"), longest);
            if (batch.width() > longest || Arrays.stream(ids).anyMatch(id -> id < 0)) {
                throw new AssertionError(batch.width() + " ids of " + longest + "; " + Arrays.toString(ids));
            }
        }
    }

    static Stream<Arguments> idLists() {
        return Stream.of(
                Arguments.of(new int[] {473, 384, 428, 316, 1061, 393, 262, 2}, true),
                Arguments.of(new int[] {0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 2561, 65_536, 7, 7}, false));
    }

    @MethodSource("idLists")
    @FuzzTest
    void ids(int @NotNull @WithLength(min = 8, max = 64) [] ids, boolean special) {
        int[] known = Arrays.stream(ids).map(id -> Math.floorMod(id, 2600)).toArray();
        for (Tokenizer tokenizer : TOKENIZERS) {
            tokenizer.decode(ids, special);
            tokenizer.decode(known, special);
        }
    }
}
