package dev.vlmstream.datasets.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusFileTest {
    private static final CorpusForm USUAL = new CorpusForm(Optional.empty(), Optional.empty());
    private static final String LLAVA = """
            \ufeff[{"id": "1", "image": "a.jpg", "conversations": [{"from": "human", "value": "What?\\n<image>"},
              {"from": "gpt", "value": "An ant."}]}, {"id": "2", "conversations": []}]""";

    @TempDir
    private Path folder;

    @Test
    void linesHaveATextOrSeveral() throws IOException {
        String lines = "{\"text\": \"one\"}\r\n\n\"bare\"\n{\"text\": [\"two\", \"three\"]}\n{\"text\": null}\n";
        assertThat(texts("c.jsonl", lines, USUAL)).containsExactly("one", "bare", "two", "three");
    }

    @Test
    void anyFieldCanHoldTheText() throws IOException {
        CorpusForm caption = new CorpusForm(Optional.of("caption"), Optional.empty());
        assertThat(texts("c.jsonl", "{\"caption\": \"x\", \"text\": \"y\"}", caption))
                .containsExactly("x");
    }

    @Test
    void llavasTurnsAreATextEach() throws IOException {
        assertThat(texts("c.json", LLAVA, USUAL)).containsExactly("What?\n<image>", "An ant.");
        assertThat(texts("c.json", LLAVA, new CorpusForm(Optional.empty(), Optional.of("gpt"))))
                .containsExactly("An ant.");
    }

    @Test
    void packedFilesAreUnpackedAndBytesOfTheFileCounted() throws IOException {
        Path file = folder.resolve("c.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("{\"text\": \"packed ✓\"}\n".repeat(1000).getBytes(StandardCharsets.UTF_8));
        }
        List<String> texts = new ArrayList<>();
        AtomicLong bytes = new AtomicLong();
        new CorpusFile(file).read(batch -> texts.addAll(batch.texts(USUAL)), bytes::set);
        assertThat(texts).hasSize(1000).containsOnly("packed ✓");
        assertThat(bytes).hasValue(Files.size(file));
    }

    @Test
    void whatCannotBeUsedIsNamedWithItsPlace() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> texts("c.jsonl", "{\"text\": \"a\"}\n{\"txt\": 1}\n", USUAL))
                .withMessageEndingWith("c.jsonl, line 2: \"text\" is missing");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> texts("c.jsonl", "{\"text\": ", USUAL))
                .withMessageContaining("c.jsonl, line 1: no JSON");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> texts("c.json", "[{\"text\": 3}]", USUAL))
                .withMessageEndingWith("c.json, element 0: \"text\" is no text: NUMBER");
        assertThatIOException().isThrownBy(() -> texts("c.json", "[{\"text\": \"a\"},", USUAL));
    }

    @Test
    void anEmptyFileHasNoTexts() throws IOException {
        assertThat(texts("c.jsonl", "", USUAL)).isEmpty();
        assertThat(texts("c.json", "[]", USUAL)).isEmpty();
    }

    private List<String> texts(String name, String content, CorpusForm form) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        List<String> texts = new ArrayList<>();
        new CorpusFile(file).read(batch -> texts.addAll(batch.texts(form)), read -> {});
        return texts;
    }
}
