package dev.vlmstream.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.local.DataLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreshDataTest {
    @TempDir
    Path data;

    @Test
    void whatADemoLeftIsDeletedButForFetchedDatasetsAndWhereItListenedAndHowFastModelsWere() throws IOException {
        Files.createDirectories(data.resolve("broker/items-0"));
        Files.createFile(data.resolve("broker/items-0/0.log"));
        Files.createFile(data.resolve(FreshData.REPORT));
        Files.createDirectories(data.resolve("images/ab"));
        Files.createDirectory(data.resolve("datasets"));
        for (String part : DataLayout.PARTS) {
            if (Files.notExists(data.resolve(part))) {
                Files.createFile(data.resolve(part));
            }
        }
        FreshData.prepare(data, event -> {});
        assertThat(data)
                .isDirectoryContaining("glob:**/datasets")
                .isDirectoryContaining("glob:**/dtypes")
                .isDirectoryContaining("glob:**/stack.json")
                .isDirectoryNotContaining("regex:.*(installation|broker|images|html)");
    }

    @Test
    void nothingIsDeletedWhereSomethingElseLies() throws IOException {
        Files.createFile(data.resolve(FreshData.REPORT));
        Path thesis = Files.createFile(data.resolve("thesis.tex"));
        assertThatThrownBy(() -> FreshData.prepare(data, event -> {}))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining(thesis + " was not left by a stack");
        assertThat(data.resolve(FreshData.REPORT)).exists();
    }
}
