package dev.vlmstream.cli.options;

import dev.vlmstream.inference.runtime.ExecutionProvider;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import picocli.CommandLine.Option;

/** How a model is run within the command. */
public final class RuntimeOption {
    @Option(
            names = "--provider",
            paramLabel = "NAME",
            defaultValue = "cpu",
            description = "Where to compute: cpu, cuda or tensorrt (default: ${DEFAULT-VALUE}).")
    private String provider;

    @Option(
            names = "--dtype",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "Which of the bundle's files: auto, fp32, fp16, int8, q4, … (default: ${DEFAULT-VALUE}).")
    private String dtype;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads of an operator, 0: one a core (default: ${DEFAULT-VALUE}).")
    private int threads;

    public RuntimeOptions options() {
        return RuntimeOptions.cpu()
                .withProvider(ExecutionProvider.of(provider), 0)
                .withDtype(dtype)
                .withIntraOpThreads(threads);
    }
}
