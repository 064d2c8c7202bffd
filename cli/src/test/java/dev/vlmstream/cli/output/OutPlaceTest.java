package dev.vlmstream.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.cli.WrongValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutPlaceTest {
    @TempDir
    Path directory;

    @Test
    void aNameIsAFilesUnlessAFolderIsThereOrItEndsInASlash() throws IOException {
        Path file = directory.resolve("report.html");
        assertThat(OutPlace.of(file.toString()).isFolder()).isFalse();
        assertThat(OutPlace.of(file.toString()).file("x.md")).isEqualTo(file);
        assertThat(OutPlace.of(file + "/").file("x.md")).isEqualTo(file.resolve("x.md"));
        assertThat(OutPlace.of(directory.resolve("results").toString()).isFolder())
                .isFalse();
        Files.createDirectory(file);
        assertThat(OutPlace.of(file.toString()).isFolder()).isTrue();
    }

    @Test
    void whereAFolderIsNeededAFilesNameIsRefusedWithTheCure() throws IOException {
        Path place = directory.resolve("results");
        assertThatThrownBy(() -> OutPlace.of(place.toString()).folder())
                .isInstanceOf(WrongValue.class)
                .hasMessage("--out " + place + " would be a file, and a folder is needed; write " + place + "/");
        Files.createFile(place);
        assertThatThrownBy(() -> OutPlace.of(place.toString()).folder())
                .hasMessage("--out " + place + " is a file, and a folder is needed; name another");
        assertThat(OutPlace.of(directory.toString()).folder()).isEqualTo(directory);
    }

    @Test
    void whereAFileIsNeededAFolderIsRefusedWithTheCure() {
        assertThatThrownBy(() -> OutPlace.of(directory.toString()).fileAlone("counts.json"))
                .isInstanceOf(WrongValue.class)
                .hasMessageContaining("name one in it: " + directory.resolve("counts.json"));
    }
}
