package dev.vlmstream.inference.families;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.families.InternVlFamily.ContextTokens;
import dev.vlmstream.inference.language.Placeholder;
import dev.vlmstream.preprocessing.processing.ImageLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContextTokensTest {
    private static final ContextTokens TOKENS = new ContextTokens(new Placeholder("<C>", 7), 2, "<img>", "</img>");
    private static final ImageLayout WHOLE = new ImageLayout(9, 9, 1, 1);
    private static final ImageLayout CUT = new ImageLayout(9, 9, 2, 1);

    @TempDir
    Path directory;

    @Test
    void allTilesStandBetweenTwoTokensTheWholePictureLast() {
        assertThat(TOKENS.expand("a<C>\nb", WHOLE)).isEqualTo("a<img><C><C></img>\nb");
        assertThat(TOKENS.expand("<C>", CUT)).isEqualTo("<img>" + "<C>".repeat(6) + "</img>");
    }

    @Test
    void whatIsExpandedStays() {
        String expanded = TOKENS.expand("<C>", CUT);

        assertThat(TOKENS.expand(expanded, CUT)).isEqualTo(expanded);
        assertThat(TOKENS.expand("no image", null)).isEqualTo("no image");
    }

    @Test
    void placeholdersAndImageMustGoTogether() {
        assertThatThrownBy(() -> TOKENS.expand("<C>", null)).hasMessageContaining("1 placeholders <C> and no image");
        assertThatThrownBy(() -> TOKENS.expand("<image>", CUT)).hasMessageContaining("0 placeholders <C>");
        assertThatThrownBy(() -> TOKENS.expand("<C><C>", CUT)).hasMessageContaining("2 placeholders");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"context_image_token": "<C>", "start_image_token": "<a>", "end_image_token": "<z>"}
            {"extra_special_tokens": {"context_image_token": "<C>", "start_image_token": "<a>", "end_image_token": "<z>"}}
            """)
    void namesOfTokensAreThoseOfTheTokenizersFile(String settings) throws IOException {
        assertThat(read(settings)).isEqualTo(new ContextTokens(new Placeholder("<C>", 2050), 16, "<a>", "<z>"));
    }

    @Test
    void withoutNamesTheTokensAreThoseOfAllPublishedModels() throws IOException {
        assertThat(read("{\"extra_special_tokens\": [\"<C>\"]}"))
                .isEqualTo(new ContextTokens(new Placeholder("<IMG_CONTEXT>", 2050), 16, "<img>", "</img>"));
    }

    private ContextTokens read(String tokenizer) throws IOException {
        Path bundle = TestBundles.copy("tiny-internvl3", directory);
        Files.writeString(bundle.resolve("tokenizer_config.json"), tokenizer);
        return ContextTokens.read(BundleDirectory.open(bundle));
    }
}
