package dev.vlmstream.evaluation.frequency;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.evaluation.Recorded;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * recorded/frequency/tokens.jsonl.gz: NLTK 3.8.1's {@code word_tokenize} with punkt_tab's English of the names of
 * ImageNet's classes, lines of this project's documents and random pieces; record.py there made it.
 */
class WordTokenizerTest {
    private final WordTokenizer tokenizer = new WordTokenizer();

    @Test
    void tokensAreNltks() {
        List<JsonNode> lines = Recorded.lines("recorded/frequency/tokens.jsonl.gz");
        assertThat(lines).hasSizeGreaterThan(4000);
        for (JsonNode line : lines) {
            assertThat(tokenizer.tokens(line.get("text").textValue()))
                    .as(line.get("text").textValue())
                    .containsExactlyElementsOf(Recorded.texts(line.get("tokens")));
        }
    }

    @Test
    void ofNothingThereAreNone() {
        assertThat(tokenizer.tokens("")).isEmpty();
        assertThat(tokenizer.tokens(" \n ")).isEmpty();
    }
}
