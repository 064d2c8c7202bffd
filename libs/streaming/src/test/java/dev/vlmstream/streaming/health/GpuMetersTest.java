package dev.vlmstream.streaming.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a program in place of nvidia-smi, as no build machine has a GPU. */
class GpuMetersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private @Nullable GpuMeters meters;

    @AfterEach
    void stop() {
        if (meters != null) {
            meters.stop(new ShutdownEvent());
        }
    }

    private String program(String script) throws IOException {
        Path file = Files.writeString(directory.resolve("nvidia-smi"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file.toString();
    }

    private NvidiaSmi smi(String script) throws IOException {
        return new NvidiaSmi(program(script), 0, null, PATIENCE);
    }

    private GpuMeters start(boolean used, NvidiaSmi smi) {
        meters = new GpuMeters(registry, used, 0, smi);
        meters.start(new StartupEvent());
        return meters;
    }

    private double value(String name) {
        return registry.get(name).tag("device", "0").gauge().value();
    }

    @Test
    void memoryAndUtilisationAreShown() throws IOException {
        start(true, smi("echo '1024, 81559, 37'"));
        await().atMost(PATIENCE)
                .until(() -> registry.find("vlmstream.gpu.utilisation").gauge() != null);
        assertThat(value("vlmstream.gpu.memory.used.bytes")).isEqualTo(1024.0 * (1 << 20));
        assertThat(value("vlmstream.gpu.memory.total.bytes")).isEqualTo(81559.0 * (1 << 20));
        assertThat(value("vlmstream.gpu.utilisation")).isEqualTo(0.37);
    }

    @Test
    void aModelsArenasAreShownWhereItIsOnAGpu() throws IOException {
        start(true, smi("exit 9")).arenas("llava", () -> 42);
        assertThat(registry.get("vlmstream.gpu.arena.bytes")
                        .tag("model", "llava")
                        .gauge()
                        .value())
                .isEqualTo(42);
    }

    @Test
    void onTheCpuNothingIsAskedOrShown() throws IOException {
        Path asked = directory.resolve("asked");
        start(false, smi("touch " + asked)).arenas("llava", () -> 42);
        assertThat(registry.getMeters()).map(Meter::getId).isEmpty();
        assertThat(asked).doesNotExist();
    }

    @Test
    void whatTheDriverDoesNotTellIsNotANumber() throws Exception {
        assertThat(smi("echo '512, [N/A], [N/A]'").read())
                .contains(new NvidiaSmi.Reading(512.0 * (1 << 20), Double.NaN, Double.NaN));
    }

    @Test
    void theDeviceIsTheOneThatCudaCounts() throws Exception {
        String program = program("[ \"$1\" = --id=GPU-5e ] && echo '1, 2, 3'");
        assertThat(new NvidiaSmi(program, 1, "3, GPU-5e", PATIENCE).read()).isPresent();
        assertThat(new NvidiaSmi(program, 1, null, PATIENCE).read()).isEmpty();
    }

    @Test
    void withoutProgramGpuOrSenseThereIsNoReading() throws Exception {
        assertThat(new NvidiaSmi(directory.resolve("none").toString(), 0, null, PATIENCE).read())
                .isEmpty();
        for (String script : List.of("echo 'No devices were found'; exit 6", "echo 'No devices were found'", "true")) {
            assertThat(smi(script).read()).isEmpty();
        }
    }

    @Test
    void aProgramThatHangsIsEnded() throws Exception {
        NvidiaSmi hanging = new NvidiaSmi(program("exec sleep 600"), 0, null, Duration.ofMillis(200));
        assertThat(hanging.read()).isEmpty();
    }
}
