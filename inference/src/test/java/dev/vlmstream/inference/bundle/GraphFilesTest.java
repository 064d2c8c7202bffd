package dev.vlmstream.inference.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.inference.BundleException;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphFilesTest {

    @TempDir
    Path directory;

    private GraphFiles bundle(String... files) throws IOException {
        Files.createDirectories(directory.resolve("onnx"));
        Files.writeString(directory.resolve("config.json"), "{}");
        for (String file : files) {
            Files.writeString(directory.resolve(file), "");
        }
        return new GraphFiles(BundleDirectory.open(directory));
    }

    @Test
    void takesTheMostPreciseFileThatIsThere() throws IOException {
        GraphFiles files = bundle("onnx/model_q4.onnx", "onnx/model_int8.onnx", "onnx/model_fp16.onnx");
        assertThat(files.require("model", RuntimeOptions.AUTO)).hasFileName("model_fp16.onnx");
        Files.writeString(directory.resolve("model.onnx"), "");
        assertThat(files.require("model", RuntimeOptions.AUTO)).hasFileName("model.onnx");
    }

    @Test
    void takesTheFileOfTheDtypeThatIsAskedFor() throws IOException {
        GraphFiles files = bundle("onnx/model.onnx", "onnx/model_int8.onnx", "onnx/model_q4f16.onnx");
        assertThat(files.require("model", "fp32")).hasFileName("model.onnx");
        assertThat(files.require("model", "int8")).hasFileName("model_int8.onnx");
        assertThat(files.require("model", "q4f16")).hasFileName("model_q4f16.onnx");
    }

    @Test
    void answersADtypeThatIsNotThereWithThoseThatAre() throws IOException {
        GraphFiles files = bundle("onnx/model_int8.onnx", "model.onnx");
        assertThat(files.find("model", "q4")).isEmpty();
        assertThatThrownBy(() -> files.require("model", "q4"))
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll("dtype q4", "[fp32, int8]");
    }
}
