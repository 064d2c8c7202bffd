package dev.vlmstream.inference.onnx;

import dev.vlmstream.inference.BundleException;
import dev.vlmstream.inference.runtime.RuntimeOptions;

/** Whether models can be run where they are to run. */
public final class DeviceCheck {
    private DeviceCheck() {}

    /** @throws BundleException naming the provider, driver or library that is missing */
    public static void require(RuntimeOptions options) {
        OnnxRuntime.sessionOptions(options, Workers.SLEEP).close();
    }
}
