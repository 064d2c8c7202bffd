package dev.vlmstream.inference.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DtypesTest {
    @Test
    void oneIsForAllGraphs() {
        assertThat(Dtypes.of("q4").of("model", ExecutionProvider.CPU)).containsExactly("q4");
        assertThat(Dtypes.of("q4")).hasToString("q4");
    }

    @Test
    void autoIsPreciseOnACpuAndHalfOnAGpu() {
        assertThat(Dtypes.of("auto").of("model", ExecutionProvider.CPU)).startsWith("fp32", "fp16");
        assertThat(Dtypes.of("auto").of("model", ExecutionProvider.CUDA))
                .startsWith("fp16", "fp32")
                .containsExactlyInAnyOrderElementsOf(Dtypes.known());
    }

    @Test
    void theLongestNameThatAGraphsNameBeginsWithCounts() {
        Dtypes dtypes = Dtypes.of("decoder=q4, decoder_model=fp16,int8");
        assertThat(dtypes.of("decoder_model_merged", ExecutionProvider.CPU)).containsExactly("fp16");
        assertThat(dtypes.of("decoder_with_past", ExecutionProvider.CPU)).containsExactly("q4");
        assertThat(dtypes.of("decoders", ExecutionProvider.CPU)).containsExactly("int8");
        assertThat(Dtypes.of(dtypes.toString())).isEqualTo(dtypes);
        assertThat(Dtypes.of("vision=fp16")).isEqualTo(new Dtypes(Map.of("vision", "fp16"), Dtypes.AUTO));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fp 16", "a=", "=q4", "q4,", "q4,q8", "a=q4,a=q8", "a=b=c", "FP16"})
    void whatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> Dtypes.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dtype")
                .hasMessageContaining(text);
    }
}
