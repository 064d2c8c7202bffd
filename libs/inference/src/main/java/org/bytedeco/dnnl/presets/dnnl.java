package org.bytedeco.dnnl.presets;

/**
 * Stands in for a class that ONNX Runtime's bindings inherit from in version 1.5.13 and no more in 1.5.15
 * (https://github.com/bytedeco/javacpp-presets/pull/1802). The original makes each process load oneDNN, a library of 90 MB for an execution
 * provider that is not offered here: 28 MB of memory and 0.3 s of processor time each.
 */
public final class dnnl {
    private dnnl() {}
}
