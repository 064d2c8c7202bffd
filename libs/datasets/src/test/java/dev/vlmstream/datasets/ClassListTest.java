package dev.vlmstream.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassListTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {"\uFEFFant\\n bee \\n\\nant\\n", "[\"ant\", \" bee\", \"ant\"]", "ant\\r\\nbee\\r\\nant"})
    void namesAreAJsonArrayOrOnePerLine(String text) throws IOException, DatasetException {
        Path file = Files.writeString(folder.resolve("names"), text.translateEscapes());
        assertThat(ClassList.read(file).names()).containsExactly("ant", "bee", "ant");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "[\"ant\", null]         | the name of class 1 (counted from 0) is null or empty",
                "[\" \", \"ant\"]        | the name of class 0 (counted from 0) is null or empty",
                "[\"ant\"                | is no JSON array of names: Unexpected end-of-input",
                "[]                      | is empty; it must be a JSON array of names, or one name per line",
                "{\"0\": [\"n1\", \"a\"]} | is a JSON object; it must be a JSON array of names, or one name per line",
            })
    void aListThatWouldGiveClassesOtherIndicesIsRefused(String text, String problem) throws IOException {
        Path file = Files.writeString(folder.resolve("names"), text);
        assertThatThrownBy(() -> ClassList.read(file))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(file + ": the class list ")
                .hasMessageContaining(problem);
    }

    @Test
    void aFolderIsNoList() {
        assertThatThrownBy(() -> ClassList.read(folder)).hasMessage(folder + ": it is a folder, not a file");
    }
}
