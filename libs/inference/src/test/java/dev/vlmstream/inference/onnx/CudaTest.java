package dev.vlmstream.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CudaTest {
    /** The message is that of ONNX Runtime 1.24. */
    @Test
    void aMissingLibraryIsNamed() {
        String message = "/onnxruntime_src/onnxruntime/core/session/provider_bridge_ort.cc:2192 onnxruntime::Provider&"
                + " onnxruntime::ProviderLibrary::Get() [ONNXRuntimeError] : 1 : FAIL : Failed to load library"
                + " libonnxruntime_providers_cuda.so with error: libcublasLt.so.13: cannot open shared object file: No such"
                + " file or directory";
        assertThat(Cuda.reason(message)).startsWith("libcublasLt.so.13 is missing on this machine; install CUDA 13");
        assertThat(Cuda.reason("CUDA failure 35")).isEqualTo("CUDA failure 35");
    }
}
