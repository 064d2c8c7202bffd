package dev.vlmstream.cli.command;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;

/** Where the program lies, and which version it is. */
public final class Installation implements CommandLine.IVersionProvider {
    private static final String HOME = "vlmstream.home";

    /** The directory with the services, the demo and the script: {@code -Dvlmstream.home}, else that of this jar. */
    public static Path home() {
        String given = System.getProperty(HOME);
        return given == null ? aboveJar() : Path.of(given).toAbsolutePath().normalize();
    }

    private static Path aboveJar() {
        try {
            Path jar = Path.of(Installation.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            // HOME/cli/target/vlmstream-cli.jar, or HOME/cli/target/classes in tests
            return jar.getParent().getParent().getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("cannot tell where the program lies; set -D" + HOME, e);
        }
    }

    /** The demo's models, which are the default everywhere. */
    public static Path demoModels() {
        return home().resolve("demo/models");
    }

    /** For example {@code vlmstream 0.1.0}. */
    public static String version() {
        String version = Installation.class.getPackage().getImplementationVersion();
        return "vlmstream " + (version == null ? "development" : version);
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            version(),
            "Java " + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch"),
            Files.isDirectory(home()) ? "home " + home() : "home unknown"
        };
    }
}
