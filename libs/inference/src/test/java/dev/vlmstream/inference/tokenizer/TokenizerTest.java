package dev.vlmstream.inference.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.inference.Demo;
import dev.vlmstream.inference.bundle.BundleDirectory;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenizerTest {

    private static Tokenizer load(String bundle) {
        return Tokenizer.load(BundleDirectory.open(Demo.models().resolve(bundle)));
    }

    @Test
    void addsTheTokensAroundATextOnlyWhenAsked() {
        try (Tokenizer tokenizer = load("emoji-vlm")) {
            assertThat(tokenizer.encode("ant", true)).startsWith(1);
            assertThat(tokenizer.encode("ant", false)).doesNotContain(1);
        }
    }

    @Test
    void decodesWithAndWithoutSpecialTokens() {
        try (Tokenizer tokenizer = load("emoji-vlm")) {
            int[] ids = {473, 384, 428, 316, 1061, 393, 262, 2};
            assertThat(tokenizer.decode(ids, true)).isEqualTo("The photo features a grinning face.");
            assertThat(tokenizer.decode(ids, false)).isEqualTo("The photo features a grinning face.</s>");
        }
    }

    @Test
    void refusesTextsThatNoModelHasRoomFor() {
        try (Tokenizer tokenizer = load("emoji-vlm")) {
            assertThat(tokenizer.encode("a".repeat(Tokenizer.LONGEST_TEXT), false))
                    .isNotEmpty();
            assertThatThrownBy(() -> tokenizer.encode("a".repeat(10_000_000), true))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a text of 10000000 characters, more than the 262144 that are read; shorten it");
        }
    }

    @Test
    void knowsTheIdsOfTokensThatStandForThemselves() {
        try (Tokenizer tokenizer = load("emoji-vlm")) {
            assertThat(tokenizer.id("<image>")).hasValue(2561);
            assertThat(tokenizer.id("two words")).isEmpty();
            assertThat(tokenizer.bosToken()).isEqualTo("<s>");
        }
    }

    @Test
    void padsABatchOnTheRightWithThePaddingToken() {
        try (Tokenizer tokenizer = load("emoji-clip")) {
            TokenBatch batch = tokenizer.encodeBatch(List.of("cat", "A photo of a cat"), 32);
            int own = tokenizer.encode("cat", true).length;
            assertThat(batch.rows()).isEqualTo(2);
            assertThat(batch.width()).isGreaterThan(own);
            for (int i = 0; i < batch.width(); i++) {
                assertThat(batch.mask()[i]).isEqualTo(i < own ? 1 : 0);
            }
            assertThat(batch.ids()[batch.width() - 1]).isEqualTo(1);
        }
    }

    @Test
    void cutsContentAndKeepsTheEndToken() {
        try (Tokenizer tokenizer = load("emoji-clip")) {
            TokenBatch batch = tokenizer.encodeBatch(List.of("cat ".repeat(100)), 8);
            assertThat(batch.width()).isEqualTo(8);
            assertThat(batch.ids()).startsWith(0).endsWith(1);
        }
    }
}
