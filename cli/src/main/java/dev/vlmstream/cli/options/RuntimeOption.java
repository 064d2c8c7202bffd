package dev.vlmstream.cli.options;

import dev.vlmstream.inference.runtime.Device;
import dev.vlmstream.inference.runtime.Dtypes;
import dev.vlmstream.inference.runtime.ExecutionProvider;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How models are run. */
public final class RuntimeOption {
    private static final long MEGABYTE = 1_000_000;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--provider",
            paramLabel = "NAME",
            converter = Provider.class,
            defaultValue = "cpu",
            description = "Where to compute: cpu, or cuda in a build with -Pgpu (default: ${DEFAULT-VALUE}).")
    private String provider;

    @Option(
            names = "--device",
            paramLabel = "N",
            converter = Converters.FromZero.class,
            defaultValue = "0",
            description = "Index of the GPU (default: ${DEFAULT-VALUE}).")
    private int device;

    @Option(
            names = "--device-memory",
            paramLabel = "MB",
            defaultValue = "0",
            description =
                    "The most GPU memory that each graph of a model may take (default: the GPU's own" + " limit).")
    private long deviceMemory;

    @Option(
            names = "--dtype",
            paramLabel = "NAME",
            defaultValue = Dtypes.AUTO,
            description =
                    "Which of a bundle's files: auto (the most precise, on a GPU fp16), fp32, fp16, int8, q4, …, or"
                            + " by graph: decoder=q4,vision=fp16; for up also fastest, measured once (default:"
                            + " ${DEFAULT-VALUE}).")
    private Dtypes dtypes;

    @Option(
            names = "--threads",
            paramLabel = "N",
            converter = Converters.FromZero.class,
            defaultValue = "0",
            description =
                    "Threads per operator; 0 means one per core that the process may use (default: ${DEFAULT-VALUE}).")
    private int threads;

    static final class Provider extends Converters.OneOf {
        Provider() {
            super(Arrays.stream(ExecutionProvider.values())
                    .map(ExecutionProvider::id)
                    .toList());
        }
    }

    /** @throws IllegalArgumentException naming what is wrong */
    public RuntimeOptions options() {
        return RuntimeOptions.cpu()
                .withDevice(new Device(ExecutionProvider.of(provider), device, deviceMemory * MEGABYTE))
                .withIntraOpThreads(threads)
                .withDtypes(dtypes);
    }

    /**
     * The given options, as settings of services; the others are left to the services' own configuration, such as their environment.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    public Map<String, String> properties() {
        RuntimeOptions options = options();
        Map<String, String> properties = new HashMap<>();
        putGiven(
                properties,
                "--provider",
                "provider",
                options.device().provider().id());
        putGiven(properties, "--device", "device-id", options.device().id());
        putGiven(
                properties, "--device-memory", "device-memory", options.device().memoryBytes());
        putGiven(properties, "--threads", "threads", options.intraOpThreads());
        putGiven(properties, "--dtype", "dtype", options.dtypes());
        return properties;
    }

    private void putGiven(Map<String, String> properties, String option, String setting, Object value) {
        if (command.commandLine().getParseResult().hasMatchedOption(option)) {
            properties.put("vlmstream.runtime." + setting, value.toString());
        }
    }
}
