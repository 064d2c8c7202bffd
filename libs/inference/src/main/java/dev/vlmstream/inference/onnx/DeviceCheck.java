package dev.vlmstream.inference.onnx;

import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.runtime.RuntimeOptions;

/** Whether models can be run where they are to run. */
public final class DeviceCheck {
    private DeviceCheck() {}

    /**
     * Looks for a GPU where one is asked for. A CPU is always there, and not worth loading the native library for.
     *
     * @throws BundleException naming the provider, driver or library that is missing
     */
    public static void require(RuntimeOptions options) {
        if (options.device().isGpu()) {
            OnnxRuntime.sessionOptions(options, Workers.SLEEP).close();
        }
    }
}
