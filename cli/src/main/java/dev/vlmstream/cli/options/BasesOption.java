package dev.vlmstream.cli.options;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Where the base of an overlay bundle is, if it is not beside it. */
public final class BasesOption {
    @Option(
            names = "--bases",
            split = ",",
            paramLabel = "DIR",
            description =
                    "For an overlay: its base, or a directory of bundles that contains it (default: beside the overlay).")
    private List<Path> directories = List.of();

    public List<Path> directories() {
        return directories;
    }
}
