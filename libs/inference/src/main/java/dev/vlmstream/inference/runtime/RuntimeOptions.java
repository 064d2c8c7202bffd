package dev.vlmstream.inference.runtime;

import dev.vlmstream.preprocessing.ImageLimits;
import java.util.Objects;
import java.util.Optional;

/**
 * How a bundle is run.
 *
 * @param device where the graphs are computed
 * @param intraOpThreads threads within one operator; 0 takes one per core that the process may use
 * @param dtypes which of a bundle's files
 * @param choice by what {@link Dtypes#FASTEST} is decided; empty: nothing may ask for it
 * @param limits what an image may be at most
 * @param batching read by vision-language models only
 */
public record RuntimeOptions(
        Device device,
        int intraOpThreads,
        Dtypes dtypes,
        Optional<DtypeChoice> choice,
        ImageLimits limits,
        BatchingOptions batching) {

    public RuntimeOptions {
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(dtypes, "dtypes");
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(batching, "batching");
        if (intraOpThreads < 0) {
            throw new IllegalArgumentException("intraOpThreads is " + intraOpThreads + ", must be 0 (default) or more");
        }
    }

    private static RuntimeOptions on(Device device, int intraOpThreads, Dtypes dtypes) {
        return new RuntimeOptions(
                device, intraOpThreads, dtypes, Optional.empty(), ImageLimits.DEFAULT, BatchingOptions.DEFAULT);
    }

    /**
     * As settings say it; images and batching are as by default.
     *
     * @param deviceMemory the most bytes of a GPU that a graph may take; 0: no limit
     * @throws IllegalArgumentException naming what is wrong
     */
    public static RuntimeOptions of(
            String provider, int deviceId, long deviceMemory, int intraOpThreads, String dtypes) {
        Device device = new Device(ExecutionProvider.of(provider), deviceId, deviceMemory);
        return on(device, intraOpThreads, Dtypes.of(dtypes));
    }

    public static RuntimeOptions cpu() {
        return on(Device.CPU, 0, Dtypes.of(Dtypes.AUTO));
    }

    public RuntimeOptions withDevice(Device newDevice) {
        return new RuntimeOptions(newDevice, intraOpThreads, dtypes, choice, limits, batching);
    }

    /** Whether some of this process' processors are idle while a session runs. */
    public boolean leavesCores() {
        return device.isGpu()
                || intraOpThreads > 0 && intraOpThreads < Runtime.getRuntime().availableProcessors();
    }

    public RuntimeOptions withIntraOpThreads(int threads) {
        return new RuntimeOptions(device, threads, dtypes, choice, limits, batching);
    }

    public RuntimeOptions withDtypes(Dtypes newDtypes) {
        return new RuntimeOptions(device, intraOpThreads, newDtypes, choice, limits, batching);
    }

    public RuntimeOptions withChoice(DtypeChoice newChoice) {
        return new RuntimeOptions(device, intraOpThreads, dtypes, Optional.of(newChoice), limits, batching);
    }

    public RuntimeOptions withLimits(ImageLimits newLimits) {
        return new RuntimeOptions(device, intraOpThreads, dtypes, choice, newLimits, batching);
    }

    public RuntimeOptions withBatching(BatchingOptions newBatching) {
        return new RuntimeOptions(device, intraOpThreads, dtypes, choice, limits, newBatching);
    }
}
