package dev.vlmstream.inference.runtime;

import dev.vlmstream.images.ImageLimits;
import java.util.Objects;

/**
 * How a bundle is run.
 *
 * @param provider where the graphs are computed
 * @param deviceId number of the GPU; ignored by {@link ExecutionProvider#CPU}
 * @param intraOpThreads threads within one operator; 0 lets ONNX Runtime take one per core
 * @param dtype which of a bundle's files: {@code fp32} is the one without a suffix, any other name ({@code fp16},
 *     {@code int8}, {@code quantized}, {@code q4}, …) the one with {@code _name} before {@code .onnx}; {@code auto} the
 *     most precise that is there
 * @param limits what an image may be at most
 * @param batching read by vision-language models only
 */
public record RuntimeOptions(
        ExecutionProvider provider,
        int deviceId,
        int intraOpThreads,
        String dtype,
        ImageLimits limits,
        BatchingOptions batching) {

    /** The dtype that takes the most precise graph that a bundle has. */
    public static final String AUTO = "auto";

    public RuntimeOptions {
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(batching, "batching");
        if (deviceId < 0) {
            throw new IllegalArgumentException("deviceId is " + deviceId + ", must be 0 or more");
        }
        if (intraOpThreads < 0) {
            throw new IllegalArgumentException("intraOpThreads is " + intraOpThreads + ", must be 0 (default) or more");
        }
        if (dtype == null || !dtype.matches("[a-z0-9_]+")) {
            throw new IllegalArgumentException("dtype is \"" + dtype + "\", must be like auto, fp32, fp16, int8 or q4");
        }
    }

    /** With {@link BatchingOptions#DEFAULT}. */
    public RuntimeOptions(
            ExecutionProvider provider, int deviceId, int intraOpThreads, String dtype, ImageLimits limits) {
        this(provider, deviceId, intraOpThreads, dtype, limits, BatchingOptions.DEFAULT);
    }

    /**
     * As settings say it; images and batching are as by default.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    public static RuntimeOptions of(String provider, int deviceId, int intraOpThreads, String dtype) {
        return new RuntimeOptions(ExecutionProvider.of(provider), deviceId, intraOpThreads, dtype, ImageLimits.DEFAULT);
    }

    public static RuntimeOptions cpu() {
        return new RuntimeOptions(ExecutionProvider.CPU, 0, 0, AUTO, ImageLimits.DEFAULT);
    }

    public RuntimeOptions withProvider(ExecutionProvider newProvider, int newDeviceId) {
        return new RuntimeOptions(newProvider, newDeviceId, intraOpThreads, dtype, limits, batching);
    }

    public RuntimeOptions withIntraOpThreads(int threads) {
        return new RuntimeOptions(provider, deviceId, threads, dtype, limits, batching);
    }

    public RuntimeOptions withDtype(String newDtype) {
        return new RuntimeOptions(provider, deviceId, intraOpThreads, newDtype, limits, batching);
    }

    public RuntimeOptions withLimits(ImageLimits newLimits) {
        return new RuntimeOptions(provider, deviceId, intraOpThreads, dtype, newLimits, batching);
    }

    public RuntimeOptions withBatching(BatchingOptions newBatching) {
        return new RuntimeOptions(provider, deviceId, intraOpThreads, dtype, limits, newBatching);
    }
}
