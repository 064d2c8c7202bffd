package dev.vlmstream.cli.options;

import dev.vlmstream.inference.runtime.Device;
import dev.vlmstream.inference.runtime.Dtypes;
import dev.vlmstream.inference.runtime.ExecutionProvider;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Option;

/** How models are run. */
public final class RuntimeOption {
    private static final long MEGABYTE = 1_000_000;

    @Option(
            names = "--provider",
            paramLabel = "NAME",
            converter = Provider.class,
            description = "Where to compute: cpu, or cuda in a build with -Pgpu (default: cpu).")
    private String provider;

    @Option(
            names = "--device",
            paramLabel = "N",
            converter = Converters.FromZero.class,
            description = "Index of the GPU (default: 0).")
    private Integer device;

    @Option(
            names = "--device-memory",
            paramLabel = "MB",
            description = "The most GPU memory that each graph of a model may take (default: the GPU's own limit).")
    private Long deviceMemory;

    @Option(
            names = "--dtype",
            paramLabel = "NAME",
            description =
                    "Which of a bundle's files: auto (the most precise, on a GPU fp16), fp32, fp16, int8, q4, …, or"
                            + " by graph: decoder=q4,vision=fp16; for up also fastest, measured once (default:"
                            + " auto).")
    private Dtypes dtypes;

    @Option(
            names = "--threads",
            paramLabel = "N",
            converter = Converters.FromZero.class,
            description = "Threads per operator; 0 means one per core that the process may use (default: 0).")
    private Integer threads;

    static final class Provider extends Converters.OneOf {
        Provider() {
            super(Arrays.stream(ExecutionProvider.values())
                    .map(ExecutionProvider::id)
                    .toList());
        }
    }

    /** @throws IllegalArgumentException naming what is wrong */
    public RuntimeOptions options() {
        RuntimeOptions defaults = RuntimeOptions.cpu();
        return defaults.withDevice(new Device(
                        provider == null ? defaults.device().provider() : ExecutionProvider.of(provider),
                        Objects.requireNonNullElse(device, defaults.device().id()),
                        deviceMemory == null ? defaults.device().memoryBytes() : deviceMemory * MEGABYTE))
                .withIntraOpThreads(Objects.requireNonNullElse(threads, defaults.intraOpThreads()))
                .withDtypes(Objects.requireNonNullElse(dtypes, defaults.dtypes()));
    }

    /**
     * The given options, as settings of services; the others are left to the services' own configuration, such as their environment.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    public Map<String, String> properties() {
        RuntimeOptions options = options();
        Map<String, String> properties = new HashMap<>();
        put(properties, "provider", provider, options.device().provider().id());
        put(properties, "device-id", device, options.device().id());
        put(properties, "device-memory", deviceMemory, options.device().memoryBytes());
        put(properties, "threads", threads, options.intraOpThreads());
        put(properties, "dtype", dtypes, options.dtypes());
        return properties;
    }

    private static void put(Map<String, String> properties, String name, Object given, Object value) {
        if (given != null) {
            properties.put("vlmstream.runtime." + name, value.toString());
        }
    }
}
