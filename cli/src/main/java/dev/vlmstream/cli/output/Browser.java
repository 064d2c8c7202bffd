package dev.vlmstream.cli.output;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Shows a file in the desktop's browser, where somebody sits before one. */
public final class Browser {
    /** Set by whatever runs commands unattended. */
    private static final String CI = "CI";

    private Browser() {}

    /** Whether it was handed to the desktop: never unattended, where output goes to a file, or without a desktop. */
    public static boolean open(Path file) {
        Optional<String> opener = opener(System.getProperty("os.name"), System.getenv());
        if (!Terminal.isInteractive() || opener.isEmpty()) {
            return false;
        }
        try {
            new ProcessBuilder(opener.get(), file.toAbsolutePath().toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return true;
        } catch (IOException e) {
            // Without the program that opens files, the path that is printed has to do.
            return false;
        }
    }

    /** The command that opens a file on the desktop; empty where there is none to be expected. */
    static Optional<String> opener(String system, Map<String, String> environment) {
        if (environment.containsKey(CI)) {
            return Optional.empty();
        }
        String name = system.toLowerCase(Locale.ROOT);
        if (name.startsWith("mac")) {
            return Optional.of("open");
        }
        if (name.startsWith("windows")) {
            return Optional.of("explorer");
        }
        boolean desktop = environment.containsKey("DISPLAY") || environment.containsKey("WAYLAND_DISPLAY");
        return desktop ? Optional.of("xdg-open") : Optional.empty();
    }
}
