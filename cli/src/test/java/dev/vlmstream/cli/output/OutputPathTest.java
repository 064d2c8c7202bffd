package dev.vlmstream.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.cli.command.WrongValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputPathTest {
    @TempDir
    Path directory;

    private static OutputPath place(String name) {
        return OutputPath.of(new OutputPath.Converter().convert(name));
    }

    @Test
    void aNameIsAFilesUnlessAFolderIsThereOrItEndsInASlash() throws IOException {
        Path file = directory.resolve("report.html");
        assertThat(place(file.toString()).isFolder()).isFalse();
        assertThat(place(file.toString()).file("x.md")).isEqualTo(file);
        assertThat(place(file + "/").file("x.md")).isEqualTo(file.resolve("x.md"));
        assertThat(place(directory.resolve("results").toString()).isFolder()).isFalse();
        Files.createDirectory(file);
        assertThat(place(file.toString()).isFolder()).isTrue();
    }

    @Test
    void whereAFolderIsNeededAFilesNameIsRefusedWithTheCure() throws IOException {
        Path place = directory.resolve("results");
        assertThatThrownBy(() -> place(place.toString()).folder())
                .isInstanceOf(WrongValue.class)
                .hasMessage("--out " + place + " would be a file, and a folder is needed; write " + place + "/");
        Files.createFile(place);
        assertThatThrownBy(() -> place(place.toString()).folder())
                .hasMessage("--out " + place + " is a file, and a folder is needed; name another");
        assertThat(place(directory.toString()).folder()).isEqualTo(directory);
    }

    @Test
    void whereAFileIsNeededAFolderIsRefusedWithTheCure() {
        assertThatThrownBy(() -> place(directory.toString()).fileAlone("counts.json"))
                .isInstanceOf(WrongValue.class)
                .hasMessageContaining("name one in it: " + directory.resolve("counts.json"));
    }
}
