package dev.vlmstream.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;

class OnnxRuntimeTest {
    @Test
    void loadsWithoutTheLibrariesOfProvidersThatAreNotOffered() {
        assertThat(OnnxRuntime.availableProviders()).contains("CPUExecutionProvider");
        assertThatThrownBy(() -> Class.forName("org.bytedeco.dnnl.global.dnnl"))
                .isInstanceOf(ClassNotFoundException.class);
        assertThat(getClass().getResource("/org/bytedeco/dnnl/" + Loader.getPlatform()))
                .isNull();
    }
}
