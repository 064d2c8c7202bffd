package dev.vlmstream.streaming.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** How a group shares its partitions. */
enum GroupProtocol {
    /** As services run by default: the members rebalance, by the cooperative assignor. */
    CLASSIC,
    /** The broker assigns (KIP-848). */
    CONSUMER;

    /** What a service is told for it: a file of client settings. */
    List<String> settings() {
        try {
            Path file = Files.createTempFile("group-protocol", ".properties");
            file.toFile().deleteOnExit();
            Files.writeString(file, "group.protocol=" + name().toLowerCase(Locale.ROOT));
            return List.of("kafka-config", file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
