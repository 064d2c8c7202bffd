package dev.vlmstream.streaming.health;

import dev.vlmstream.streaming.config.StreamConfig;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What is measured of the GPU that models are computed on; nothing is, and nothing asked, where that is the CPU. */
@ApplicationScoped
public class GpuMeters {
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final MeterRegistry registry;
    private final boolean used;
    private final String device;
    private final NvidiaSmi smi;
    private final Thread thread = new Thread(this::watch, "gpu-watch");
    private volatile NvidiaSmi.Reading latest = NvidiaSmi.Reading.UNKNOWN;

    @Inject
    public GpuMeters(StreamConfig config, MeterRegistry registry) {
        this(
                registry,
                !config.runtime().provider().equalsIgnoreCase("cpu"),
                config.runtime().deviceId(),
                new NvidiaSmi(
                        NvidiaSmi.PROGRAM,
                        config.runtime().deviceId(),
                        System.getenv("CUDA_VISIBLE_DEVICES"),
                        PATIENCE));
    }

    GpuMeters(MeterRegistry registry, boolean used, int device, NvidiaSmi smi) {
        this.registry = registry;
        this.used = used;
        this.device = String.valueOf(device);
        this.smi = smi;
    }

    void start(@Observes StartupEvent event) {
        if (used) {
            thread.setDaemon(true);
            thread.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        thread.interrupt();
    }

    /** Shows what a model's graphs hold of the GPU's memory, in bytes. */
    public void arenas(String model, Supplier<Number> bytes) {
        if (used) {
            Gauge.builder("vlmstream.gpu.arena.bytes", bytes)
                    .description(
                            "Memory of the GPU that the model's graphs hold: weights, keys and values, and room to compute")
                    .tag("model", model)
                    .register(registry);
        }
    }

    /** Where NVML is not there at first it never will be. */
    private void watch() {
        try {
            Optional<NvidiaSmi.Reading> first = smi.read();
            if (first.isEmpty()) {
                return;
            }
            latest = first.get();
            register();
            while (true) {
                Thread.sleep(INTERVAL.toMillis());
                latest = smi.read().orElse(NvidiaSmi.Reading.UNKNOWN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void register() {
        gauge("memory.used.bytes", "Memory of the GPU in use, by all processes", NvidiaSmi.Reading::usedBytes);
        gauge("memory.total.bytes", "Memory that the GPU has", NvidiaSmi.Reading::totalBytes);
        gauge("utilisation", "How much of the time the GPU computed something, 0 to 1", NvidiaSmi.Reading::utilisation);
    }

    private void gauge(String what, String description, ToDoubleFunction<NvidiaSmi.Reading> value) {
        Gauge.builder("vlmstream.gpu." + what, this, meters -> value.applyAsDouble(meters.latest))
                .description(description)
                .tag("device", device)
                .strongReference(true)
                .register(registry);
    }
}
