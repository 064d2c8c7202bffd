package dev.vlmstream.benchmarks.cases;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.benchmarks.workload.Options;
import dev.vlmstream.benchmarks.workload.Options.MissingException;
import dev.vlmstream.inference.runtime.Device;
import dev.vlmstream.inference.runtime.ExecutionProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With programs in place of a Python that has torch, and the CPU in place of a GPU that can be used. */
class GpuMachineTest {
    @TempDir
    Path directory;

    private Options options(String... more) throws IOException {
        Files.createDirectories(directory.resolve("demo/data/emoji/images"));
        Files.createDirectories(directory.resolve("demo/models/emoji-classifier"));
        return Options.parse(Stream.concat(Stream.of("gpu", "--home", directory.toString()), Stream.of(more))
                .toArray(String[]::new));
    }

    private String program(String name, String script) throws IOException {
        Path file = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file.toString();
    }

    @Test
    void aGpuThatCannotBeUsedIsNamedFirst() {
        Device none = new Device(ExecutionProvider.CUDA, 0, 0);
        assertThatThrownBy(() -> GpuMachine.require(options(), none, "cuda:0"))
                .isInstanceOf(MissingException.class)
                .hasMessageContaining("cuda");
    }

    @Test
    void withoutAPythonThereIsNothingToCompareWith() {
        assertThatThrownBy(() -> GpuMachine.require(options(), Device.CPU, "cuda:0"))
                .isInstanceOf(MissingException.class)
                .hasMessageContaining("--python");
    }

    @Test
    void whatPythonLacksIsSaidInItsLastWords() throws IOException {
        String python =
                program("python", "echo Traceback; echo \"ModuleNotFoundError: No module named 'torch'\"; exit 1");
        assertThatThrownBy(() -> GpuMachine.require(options("--python", python), Device.CPU, "cuda:0"))
                .isInstanceOf(MissingException.class)
                .hasMessage("transformers cannot compute on cuda:0 with " + python
                        + ": ModuleNotFoundError: No module named 'torch'");
    }

    @Test
    void aPythonThatReachesTheCardIsTaken() throws IOException {
        String python = program("python", "[ \"$3\" = cuda:0 ]");
        assertThatCode(() -> GpuMachine.require(options("--python", python), Device.CPU, "cuda:0"))
                .doesNotThrowAnyException();
    }

    @Test
    void aVllmThatIsNamedMustReachTheCardAsWell() throws IOException {
        String python = program("python", "true");
        String vllm = program("vllm", "echo \"RuntimeError: Found no NVIDIA driver\"; exit 1");
        assertThatThrownBy(() -> GpuMachine.require(options("--python", python, "--vllm", vllm), Device.CPU, "cuda:0"))
                .isInstanceOf(MissingException.class)
                .hasMessage("vLLM cannot compute on cuda:0 with " + vllm + ": RuntimeError: Found no NVIDIA driver");
    }
}
