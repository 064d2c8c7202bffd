package dev.vlmstream.inference.runtime;

import java.util.Locale;

/** Where ONNX Runtime computes. */
public enum ExecutionProvider {
    CPU("CPUExecutionProvider"),
    CUDA("CUDAExecutionProvider"),
    TENSORRT("TensorrtExecutionProvider");

    private final String onnxName;

    ExecutionProvider(String onnxName) {
        this.onnxName = onnxName;
    }

    /** ONNX Runtime's own name of the provider. */
    public String onnxName() {
        return onnxName;
    }

    /** True if tensors live in a GPU's memory. */
    public boolean onDevice() {
        return this != CPU;
    }

    /** @throws IllegalArgumentException if {@code name} is none of cpu, cuda, tensorrt, in any case */
    public static ExecutionProvider of(String name) {
        for (ExecutionProvider provider : values()) {
            if (provider.name().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
                return provider;
            }
        }
        throw new IllegalArgumentException("execution provider \"" + name + "\" is none of cpu, cuda, tensorrt");
    }
}
