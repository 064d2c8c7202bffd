package dev.vlmstream.cli.wikiqa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.datasets.ReadOptions;
import dev.vlmstream.evaluation.wikiqa.ClassArticles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArticleFilesTest {
    private static final List<ClassArticles> BOTH = List.of(
            new ClassArticles("ant", List.of("Ants are insects.", "They are small.")),
            new ClassArticles("bee", List.of("Bees fly.")));

    @TempDir
    Path folder;

    private Path file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return file;
    }

    @Test
    void theSameArticlesAreReadFromEveryForm() throws IOException {
        assertThat(ArticleFiles.read(file("lines.jsonl", """
                {"class": "ant", "articles": ["Ants are insects.", "They are small."]}

                {"label": "bee", "text": "Bees fly."}
                """))).isEqualTo(BOTH);
        assertThat(ArticleFiles.read(file("lines2.jsonl", """
                {"class": "ant", "article": "Ants are insects."}
                {"class": "bee", "article": "Bees fly."}
                {"class": "ant", "article": "They are small."}
                """))).isEqualTo(BOTH);
        assertThat(ArticleFiles.read(file("whole.json", """
                {"ant": ["Ants are insects.", "They are small."],
                 "bee": "Bees fly."}"""))).isEqualTo(BOTH);
        assertThat(ArticleFiles.read(file("set.json", """
                {"ant": {"wnid": "n1", "articles": ["Ants are insects.", "They are small."]}, "bee": {"articles": "Bees fly."}}"""))).isEqualTo(BOTH);
        file("texts/ant/1.txt", "Ants are insects.");
        file("texts/ant/2.txt", "They are small.");
        file("texts/bee.txt", "Bees fly.");
        file("texts/notes.pdf", "not read");
        assertThat(ArticleFiles.read(folder.resolve("texts"))).isEqualTo(BOTH);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.jsonl|{\"class\": \"ant\", \"text\": \"x\"}~{\"text\": \"y\"}|a.jsonl, line 2: no class; name it in a field"
                        + " class or classname or label or name",
                "b.jsonl|{\"class\": \"ant\", \"text\": \"x\"}~{\"class\": \"bee\"}|b.jsonl, line 2: no article; put it into a"
                        + " field articles or article or text or wiki",
                "c.jsonl|{\"class\": \"ant\", \"text\": \"x\"}~{\"class|c.jsonl, line 2: no JSON",
                "d.json|{\"ant\": 7}|d.json: class \"ant\": an article is a text, or several are a list of texts",
                "e.json|{\"ant\": \"\"}|e.json: class \"ant\" has no article",
                "f.json|[1]|f.json: expected an object of class → articles, or JSON Lines",
                "g.json|{}|g.json has no articles",
                "h.pkl|x|h.pkl: pickled; make JSON of it with Python"
            })
    void whatCannotBeUsedIsNamedWithItsPlaceAndCure(String name, String text, String message) throws IOException {
        Path file = file(name, text.replace('~', '\n'));
        assertThatThrownBy(() -> ArticleFiles.read(file))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining(message);
    }

    @Test
    void imagesAreNamedFromTheFolderOfTheDatasetThatIsMade() throws IOException {
        file("data/ant/1.png", "x");
        file("data/ant/2.png", "x");
        file("data/bee/3.png", "x");
        assertThat(ArticleFiles.images(folder.resolve("data"), ReadOptions.ALL, folder.resolve("made/out.jsonl")))
                .containsOnlyKeys("ant", "bee")
                .containsEntry("ant", List.of("../data/ant/1.png", "../data/ant/2.png"));
        assertThat(ArticleFiles.images(folder.resolve("data"), ReadOptions.ALL, folder.resolve("data/out.jsonl")))
                .containsEntry("bee", List.of("bee/3.png"));
        assertThat(ArticleFiles.images(folder.resolve("data"), ReadOptions.ALL, folder.resolve("a/b/out.jsonl"))
                        .get("bee"))
                .containsExactly(
                        folder.resolve("data/bee/3.png").toAbsolutePath().toString());
        ReadOptions named = new ReadOptions(null, null, file("names.txt", "Formica rufa\nApis mellifera"));
        assertThat(ArticleFiles.images(folder.resolve("data"), named, folder.resolve("data/out.jsonl")))
                .containsOnlyKeys("Formica rufa", "Apis mellifera");
    }
}
