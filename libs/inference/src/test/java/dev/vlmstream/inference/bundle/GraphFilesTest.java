package dev.vlmstream.inference.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.inference.runtime.Device;
import dev.vlmstream.inference.runtime.Dtypes;
import dev.vlmstream.inference.runtime.ExecutionProvider;
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

    private static RuntimeOptions cpu(String dtypes) {
        return RuntimeOptions.cpu().withDtypes(Dtypes.of(dtypes));
    }

    @Test
    void takesHalfPrecisionOnAGpu() throws IOException {
        GraphFiles files = bundle("onnx/model.onnx", "onnx/model_fp16.onnx", "onnx/model_q4.onnx");
        RuntimeOptions gpu = RuntimeOptions.cpu().withDevice(new Device(ExecutionProvider.CUDA, 0, 0));
        assertThat(files.require("model", gpu)).hasFileName("model_fp16.onnx");
        assertThat(files.require("model", gpu.withDtypes(Dtypes.of("fp32")))).hasFileName("model.onnx");
    }

    @Test
    void takesEachGraphsOwnDtype() throws IOException {
        GraphFiles files = bundle(
                "onnx/decoder_model_merged_q4.onnx",
                "onnx/decoder_model_merged.onnx",
                "onnx/vision_encoder_fp16.onnx",
                "onnx/vision_encoder.onnx",
                "onnx/embed_tokens.onnx");
        RuntimeOptions mixed = cpu("decoder=q4,vision=fp16");
        assertThat(files.require("decoder_model_merged", mixed)).hasFileName("decoder_model_merged_q4.onnx");
        assertThat(files.require("vision_encoder", mixed)).hasFileName("vision_encoder_fp16.onnx");
        assertThat(files.require("embed_tokens", mixed)).hasFileName("embed_tokens.onnx");
        assertThatThrownBy(() -> files.require("embed_tokens", cpu("decoder=q4,int8")))
                .hasMessageContainingAll("embed_tokens", "dtype int8", "[fp32]");
    }

    @Test
    void namesTheDtypesThatAreTakenAsOneWouldAskForThem() throws IOException {
        GraphFiles files = bundle(
                "onnx/decoder_model_merged_q4.onnx",
                "onnx/decoder_model_merged.onnx",
                "onnx/vision_encoder_fp16.onnx",
                "onnx/vision_encoder.onnx",
                "embed_tokens.onnx");
        assertThat(files.taken(files.stems(), cpu("auto"))).hasToString("fp32");
        assertThat(files.taken(files.stems(), cpu("decoder=q4,vision=fp16")))
                .hasToString("decoder_model_merged=q4,vision_encoder=fp16,fp32");
        assertThat(files.taken(files.stems(), cpu("decoder=q4,fp32"))).hasToString("decoder_model_merged=q4,fp32");
        assertThat(files.taken(
                        files.stems(),
                        cpu(files.taken(files.stems(), cpu("decoder=q4")).toString())))
                .isEqualTo(files.taken(files.stems(), cpu("decoder=q4")));
        // Of q4 and fp16 not all graphs are there.
        assertThat(files.dtypes(files.stems())).containsExactly("fp32");
    }

    @Test
    void namesTheDtypesInWhichAllGraphsAreThere() throws IOException {
        GraphFiles files = bundle(
                "onnx/text_model.onnx",
                "onnx/text_model_q4f16.onnx",
                "onnx/text_model_int8.onnx",
                "onnx/vision_model.onnx",
                "onnx/vision_model_int8.onnx",
                "onnx/vision_model_q4.onnx");
        assertThat(files.dtypes(files.stems())).containsExactly("fp32", "int8");
    }

    @Test
    void takesTheMostPreciseFileThatIsThere() throws IOException {
        GraphFiles files = bundle("onnx/model_q4.onnx", "onnx/model_int8.onnx", "onnx/model_fp16.onnx");
        assertThat(files.require("model", cpu("auto"))).hasFileName("model_fp16.onnx");
        Files.writeString(directory.resolve("model.onnx"), "");
        assertThat(files.require("model", cpu("auto"))).hasFileName("model.onnx");
    }

    @Test
    void takesTheFileOfTheDtypeThatIsAskedFor() throws IOException {
        GraphFiles files = bundle("onnx/model.onnx", "onnx/model_int8.onnx", "onnx/model_q4f16.onnx");
        assertThat(files.require("model", cpu("fp32"))).hasFileName("model.onnx");
        assertThat(files.require("model", cpu("int8"))).hasFileName("model_int8.onnx");
        assertThat(files.require("model", cpu("q4f16"))).hasFileName("model_q4f16.onnx");
    }

    @Test
    void answersADtypeThatIsNotThereWithThoseThatAre() throws IOException {
        GraphFiles files = bundle("onnx/model_int8.onnx", "model.onnx");
        assertThat(files.find("model", cpu("q4"))).isEmpty();
        assertThatThrownBy(() -> files.require("model", cpu("q4")))
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll("dtype q4", "[fp32, int8]");
    }
}
