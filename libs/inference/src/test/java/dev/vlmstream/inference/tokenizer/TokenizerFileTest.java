package dev.vlmstream.inference.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.tokenizer.Tokenizer.TokenizerFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that transformers.js reads; without the mending the first ends in an error, the second in the end of the process. */
class TokenizerFileTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TEXT = "What is this?<image>";

    @TempDir
    Path directory;

    private Path file;
    private ObjectNode published;

    @BeforeEach
    void copy() throws IOException {
        Path bundle = TestBundles.copy("tiny-moondream2", directory);
        file = bundle.resolve("tokenizer.json");
        published = (ObjectNode) JSON.readTree(file.toFile());
        assertThat(published.at("/added_tokens").findValuesAsText("id")).contains("-200");
        assertThat(published.at("/post_processor/special_tokens").has("<s>")).isTrue();
    }

    private int[] ids() throws IOException {
        JSON.writeValue(file.toFile(), published);
        try (Tokenizer tokenizer = Tokenizer.load(BundleDirectory.open(file.getParent()))) {
            return tokenizer.encode(TEXT, true);
        }
    }

    @Test
    void thePublishedFileIsReadWithoutItsPlaceholder() throws IOException {
        assertThat(ids()).startsWith(0).doesNotContain(2048).hasSizeGreaterThan(5);
    }

    @Test
    void aTokenUnderAnotherNameIsFoundAlsoBehindTheVocabulary() throws IOException {
        published.at("/added_tokens").forEach(token -> {
            if (token.path("id").asInt() < 0) {
                ((ObjectNode) token).put("id", 2048);
            }
        });
        published.set("post_processor", published.remove("post_processor"));

        assertThat(ids()).startsWith(0).endsWith(2048);
    }

    @Test
    void aTemplateWithATokenThatNothingExplainsIsRefused() {
        ((ObjectNode) published.at("/post_processor/special_tokens/<s>")).put("id", "<t>");

        assertThatThrownBy(this::ids)
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("tokenizer.json cannot be read: post_processor names the special tokens"
                        + " [<|endoftext|>], which its special_tokens do not have; copy it again");
    }

    @Test
    void aFileThatTheLibraryReadsIsLeftAsItIs() throws IOException {
        assertThat(TokenizerFile.mended(TestBundles.path("tiny-llava").resolve("tokenizer.json")))
                .isEmpty();
        Files.writeString(file, "[7]");
        assertThat(TokenizerFile.mended(file)).isEmpty();
        Files.writeString(file, "{\"post_processor\": {\"special_tokens\": ");
        assertThat(TokenizerFile.mended(file)).isEmpty();
    }
}
