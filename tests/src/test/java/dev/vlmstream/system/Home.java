package dev.vlmstream.system;

import dev.vlmstream.local.StackConfig;
import dev.vlmstream.schemas.services.ServiceKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the project lies, and stacks over the demo's models. */
final class Home {
    static final Path DIRECTORY =
            Path.of(System.getProperty("vlmstream.home", "..")).toAbsolutePath().normalize();
    static final Path EMOJI = DIRECTORY.resolve("demo/data/emoji");
    /** The command's jar. */
    static final String COMMAND =
            DIRECTORY.resolve("cli/target/vlmstream-cli.jar").toString();

    static final Path MODELS = DIRECTORY.resolve("demo/models");

    static {
        // Brokers are started as the command starts them, from its jar, whose classes are archived.
        System.setProperty("surefire.test.class.path", COMMAND);
    }

    private Home() {}

    static Path model(String name) {
        return MODELS.resolve(name);
    }

    /** A stack with data of its own below {@code target}. */
    static StackConfig stack(String test, List<String> embed, List<String> decode) {
        Path data = Path.of("target", "stacks", test).toAbsolutePath();
        deleteTree(data);
        return StackConfig.of(DIRECTORY, data)
                .withModels(
                        embed.stream().map(Home::model).toList(),
                        decode.stream().map(Home::model).toList());
    }

    /** One without models, of some services alone. */
    static StackConfig stack(String test, ServiceKind... services) {
        StackConfig config = stack(test, List.of(), List.of());
        for (ServiceKind kind : ServiceKind.all()) {
            config = config.withInstances(kind, List.of(services).contains(kind) ? 1 : 0);
        }
        return config;
    }

    static void deleteTree(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (var paths = Files.walk(directory)) {
            for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
