package dev.vlmstream.inference.runtime;

import java.nio.file.Path;
import java.util.Objects;

/**
 * What computes.
 *
 * @param provider of ONNX Runtime
 * @param id number of the GPU; 0 on the CPU
 * @param memoryBytes the most of the GPU's memory that one graph's arena may take; 0 for no limit but the GPU's
 */
public record Device(ExecutionProvider provider, int id, long memoryBytes) {
    /** Which version of NVIDIA's driver is loaded; absent without one. */
    public static final Path NVIDIA_DRIVER = Path.of("/proc/driver/nvidia/version");

    public static final Device CPU = new Device(ExecutionProvider.CPU, 0, 0);

    public Device {
        Objects.requireNonNull(provider, "provider");
        if (id < 0) {
            throw new IllegalArgumentException("device is " + id + ", must be 0 or more");
        }
        if (memoryBytes < 0) {
            throw new IllegalArgumentException(
                    "device memory is " + memoryBytes + ", must be 0 (no limit) or more bytes");
        }
    }

    public boolean isGpu() {
        return provider.onDevice();
    }

    @Override
    public String toString() {
        return isGpu() ? provider.id() + ":" + id : provider.id();
    }
}
