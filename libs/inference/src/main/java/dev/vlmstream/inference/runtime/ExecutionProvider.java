package dev.vlmstream.inference.runtime;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Where ONNX Runtime computes. */
public enum ExecutionProvider {
    CPU("CPUExecutionProvider"),
    CUDA("CUDAExecutionProvider");

    private final String onnxName;

    ExecutionProvider(String onnxName) {
        this.onnxName = onnxName;
    }

    /** ONNX Runtime's own name of the provider. */
    public String onnxName() {
        return onnxName;
    }

    /** As settings name it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** True if tensors live in a GPU's memory. */
    public boolean onDevice() {
        return this != CPU;
    }

    /** @throws IllegalArgumentException if {@code name} is none of them, in any case; the message lists them */
    public static ExecutionProvider of(String name) {
        return Arrays.stream(values())
                .filter(provider -> provider.id().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("execution provider \"" + name + "\" is none of "
                        + Arrays.stream(values()).map(ExecutionProvider::id).collect(Collectors.joining(", "))));
    }
}
