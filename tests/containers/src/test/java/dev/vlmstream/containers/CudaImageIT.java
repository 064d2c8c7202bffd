package dev.vlmstream.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.output.ToStringConsumer;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;

/** The image with CUDA, on a machine without a GPU: all of CUDA's libraries are there, and the driver is what is missing. */
@EnabledIf(
        value = "isToBeRun",
        disabledReason = "no container engine is reached, the image was not built, or this machine has a driver")
class CudaImageIT {
    private static final String TAG = System.getProperty("containers.tag") + "-cuda";

    static boolean isToBeRun() {
        return Engine.isThereOrPromised()
                && Engine.has(System.getProperty("containers.prefix") + "decode:" + TAG)
                && !Files.exists(Path.of("/proc/driver/nvidia/version"));
    }

    @Test
    void aServiceGetsAsFarAsTheDriverAndSaysWhichIsNeeded() throws Exception {
        try (Broker broker = Broker.start();
                GenericContainer<?> decode = Images.container("decode", TAG, Images.HOST_NETWORK)) {
            broker.awaitReached();
            // A container that does not start is removed, and its log with it.
            ToStringConsumer said = new ToStringConsumer();
            decode.withLogConsumer(said)
                    .withEnv("VLMSTREAM_BOOTSTRAP", broker.bootstrap())
                    .withEnv("QUARKUS_HTTP_PORT", "0")
                    .withEnv("QUARKUS_MANAGEMENT_PORT", "0")
                    .withEnv("VLMSTREAM_MODELS", Images.MODELS + "/emoji-vlm")
                    .withEnv("VLMSTREAM_RUNTIME_PROVIDER", "cuda")
                    .withStartupCheckStrategy(new OneShotStartupCheckStrategy().withTimeout(Duration.ofMinutes(3)));
            assertThatThrownBy(decode::start).isNotNull();
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(said.toUtf8String())
                            .contains("cuda:0 cannot be used: this machine has no NVIDIA driver")
                            .contains("CUDA 13 needs driver 580 or newer"));
            assertThat(said.toUtf8String()).doesNotContain("cuda_execution_provider_info.cc");
        }
    }
}
