package dev.vlmstream.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.inference.onnx.OnnxRuntime.Cuda;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The messages are those of ONNX Runtime 1.24. */
class CudaTest {
    private static final String LIBRARY = "/onnxruntime_src/onnxruntime/core/session/provider_bridge_ort.cc:2192"
            + " onnxruntime::Provider& onnxruntime::ProviderLibrary::Get() [ONNXRuntimeError] : 1 : FAIL : Failed to load"
            + " library libonnxruntime_providers_cuda.so with error: libcublasLt.so.13: cannot open shared object file: No such"
            + " file or directory";
    private static final String FAILURE = "core/providers/cuda/cuda_execution_provider_info.cc:60 static"
            + " onnxruntime::CUDAExecutionProviderInfo onnxruntime::CUDAExecutionProviderInfo::FromProviderOptions(const"
            + " ProviderOptions&) [ONNXRuntimeError] : 1 : FAIL : provider_options_utils.h:187 Parse Failed to parse provider"
            + " option \"device_id\": CUDA failure %s ; GPU=-1 ; hostname=node ;"
            + " file=core/providers/cuda/cuda_execution_provider_info.cc ; line=67 ; expr=cudaGetDeviceCount(&num_devices); ";

    @TempDir
    Path directory;

    private String reason(String message) {
        return Cuda.reason(message, directory.resolve("version"));
    }

    private static String failure(String what) {
        return FAILURE.formatted(what);
    }

    @Test
    void aMissingLibraryIsNamed() {
        assertThat(reason(LIBRARY)).startsWith("libcublasLt.so.13 is missing on this machine; install CUDA 13");
    }

    @Test
    void aDriverThatIsMissingOrTooOldIsNamedWithTheVersionThatIsNeeded() throws IOException {
        String message = failure("35: CUDA driver version is insufficient for CUDA runtime version");
        assertThat(reason(message))
                .isEqualTo(
                        "this machine has no NVIDIA driver, or the container was not given one; CUDA 13 needs driver 580 or"
                                + " newer");
        Files.writeString(directory.resolve("version"), """
                NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.15  Tue Mar  5 22:23:56 UTC 2024
                GCC version:  gcc version 12.2.0 (Debian 12.2.0-14)
                """);
        assertThat(reason(message)).isEqualTo("the NVIDIA driver is 550.54.15, CUDA 13 needs 580 or newer");
        Files.writeString(directory.resolve("version"), """
                NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  570.86.15  Release Build  (dvs-builder@U22)
                """);
        assertThat(reason(message)).isEqualTo("the NVIDIA driver is 570.86.15, CUDA 13 needs 580 or newer");
    }

    @Test
    void aMissingDeviceIsNamed() {
        assertThat(reason(failure("100: no CUDA-capable device is detected")))
                .isEqualTo("no GPU is visible; give the container one, or check CUDA_VISIBLE_DEVICES and nvidia-smi");
        assertThat(reason(failure("101: invalid device ordinal")))
                .isEqualTo("there is no GPU with this index; nvidia-smi lists them");
    }

    @Test
    void otherFailuresAreToldWithoutSourceFiles() {
        assertThat(reason(failure("46: all CUDA-capable devices are busy or unavailable")))
                .isEqualTo("all CUDA-capable devices are busy or unavailable (CUDA failure 46)");
        assertThat(reason("something else")).isEqualTo("something else");
    }
}
