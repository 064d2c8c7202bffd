package dev.vlmstream.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.inference.Demo;
import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DeviceArenasTest {
    private static final Path BUNDLE = Demo.models().resolve("emoji-vlm");
    private static final Path FILE = BUNDLE.resolve("onnx/vision_encoder.onnx");

    @Test
    void graphsOnADeviceAreCountedUntilTheyAreClosed() {
        assertThat(DeviceArenas.bytesOf(BUNDLE)).isZero();
        try (Graph graph = StandInDevice.of(Graph.load(FILE, RuntimeOptions.cpu()))) {
            long one = DeviceArenas.bytesOf(BUNDLE);
            assertThat(one).isPositive();
            assertThat(DeviceArenas.bytesOf(Demo.models().resolve("emoji-clip")))
                    .isZero();
            try (Graph another = StandInDevice.of(Graph.load(FILE, RuntimeOptions.cpu()))) {
                assertThat(another.session()).isSameAs(graph.session());
                assertThat(DeviceArenas.bytesOf(BUNDLE)).isEqualTo(one);
            }
            RuntimeOptions others = TestBundles.ONE_THREAD;
            try (Graph another = StandInDevice.of(Graph.load(FILE, others))) {
                assertThat(another.session()).isNotSameAs(graph.session());
                assertThat(DeviceArenas.bytesOf(BUNDLE)).isGreaterThan(one);
            }
            assertThat(DeviceArenas.bytesOf(BUNDLE)).isEqualTo(one);
        }
        assertThat(DeviceArenas.bytesOf(BUNDLE)).isZero();
    }

    @Test
    void graphsOnTheCpuAreNot() {
        try (Graph graph = Graph.load(FILE, RuntimeOptions.cpu())) {
            assertThat(DeviceArenas.bytesOf(BUNDLE)).isZero();
        }
    }
}
