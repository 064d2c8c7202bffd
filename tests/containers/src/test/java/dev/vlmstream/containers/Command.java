package dev.vlmstream.containers;

import java.time.Duration;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;

/** The command in its image. */
final class Command {
    private Command() {}

    /** What it prints. */
    static String run(String network, String... arguments) {
        try (GenericContainer<?> container = Images.container("cli", network)) {
            container
                    .withCommand(arguments)
                    .withStartupCheckStrategy(new OneShotStartupCheckStrategy().withTimeout(Duration.ofMinutes(3)))
                    .start();
            return container.getLogs();
        }
    }
}
