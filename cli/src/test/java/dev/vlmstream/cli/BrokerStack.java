package dev.vlmstream.cli;

import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.ServiceKind;
import dev.vlmstream.local.StackConfig;
import java.nio.file.Path;

/** A real broker with all topics and no service. */
public final class BrokerStack {
    private BrokerStack() {}

    public static LocalStack start(Path directory) {
        StackConfig config = StackConfig.of(directory, directory.resolve("data"));
        for (ServiceKind kind : ServiceKind.values()) {
            config = config.withInstances(kind, 0);
        }
        return LocalStack.start(config);
    }
}
