package dev.vlmstream.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnnxRuntimeTest {
    @Test
    void loadsWithoutTheLibrariesOfProvidersThatAreNotOffered() {
        assertThat(OnnxRuntime.availableProviders()).contains("CPUExecutionProvider");
        assertThatThrownBy(() -> Class.forName("org.bytedeco.dnnl.global.dnnl"))
                .isInstanceOf(ClassNotFoundException.class);
        assertThat(getClass().getResource("/org/bytedeco/dnnl/" + Loader.getPlatform()))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        // wanted, usable, cores, given to ONNX Runtime
        "0, 2, 64, 2",
        "0, 64, 64, 0",
        "0, 48, 32, 0",
        "0, 8, 0, 0",
        "5, 2, 64, 5"
    })
    void noMoreThreadsThanThisProcessMayUse(int wanted, int usable, int cores, int given) {
        assertThat(OnnxRuntime.threads(wanted, usable, cores)).isEqualTo(given);
    }

    /**
     * Threads that ONNX Runtime starts are none of Java's, but Linux lists them. The first session that it loads would also leave the
     * thread that does it without subnormal numbers.
     */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aProcessOfOneProcessorGetsNoWorkersAndItsThreadStaysAsItWas(@TempDir Path directory) throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process process = new ProcessBuilder(
                        java.toString(),
                        "-XX:ActiveProcessorCount=1",
                        "-XX:+UseSerialGC",
                        "-XX:-UseDynamicNumberOfCompilerThreads",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Threads.class.getName(),
                        TestBundles.path("tiny-llava")
                                .resolve("onnx/decoder_model_merged.onnx")
                                .toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("told").toFile())
                .start();
        assertThat(process.waitFor()).isZero();
        assertThat(Files.readAllLines(directory.resolve("told"))).contains("0 more threads", "2.8E-45");
    }

    static final class Threads {
        private Threads() {}

        public static void main(String[] arguments) {
            OnnxRuntime.env();
            int before = count();
            Graph.load(Path.of(arguments[0]), RuntimeOptions.cpu());
            System.out.println(count() - before + " more threads");
            System.out.println(Float.intBitsToFloat(arguments.length) * 2);
        }

        private static int count() {
            return new File("/proc/self/task").list().length;
        }
    }
}
