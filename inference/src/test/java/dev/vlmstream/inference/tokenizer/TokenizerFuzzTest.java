package dev.vlmstream.inference.tokenizer;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vlmstream.inference.Demo;
import dev.vlmstream.inference.bundle.BundleDirectory;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

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

    @FuzzTest
    void text(FuzzedDataProvider data) {
        Tokenizer tokenizer = data.pickValue(TOKENIZERS);
        int longest = data.consumeInt(4, 100);
        boolean special = data.consumeBoolean();
        String text = data.consumeRemainingAsString();
        int[] ids = tokenizer.encode(text, special);
        tokenizer.decode(ids, special);
        TokenBatch batch = tokenizer.encodeBatch(List.of(text, "cat"), longest);
        if (batch.width() > longest || Arrays.stream(ids).anyMatch(id -> id < 0)) {
            throw new AssertionError(batch.width() + " ids of " + longest + "; " + Arrays.toString(ids));
        }
    }

    @FuzzTest
    void ids(FuzzedDataProvider data) {
        Tokenizer tokenizer = data.pickValue(TOKENIZERS);
        boolean special = data.consumeBoolean();
        tokenizer.decode(data.consumeInts(256), special);
    }
}
