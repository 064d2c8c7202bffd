package dev.vlmstream.local;

import dev.vlmstream.local.process.Ports;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process of the stack.
 *
 * @param name broker, ingest, embed, decode, scoring; the second instance of a service has {@code -1} after its name
 * @param pid 0 if it does not run
 * @param lacking what it lacks to be ready, in its own words; empty where it does not say
 * @param residentBytes memory it holds; 0 where the system does not report it
 * @param restarts how often it died and was started again
 */
public record ServiceStatus(
        String name, long pid, Ports ports, boolean ready, String lacking, long residentBytes, int restarts, Path log) {
    /** Where others ask it. */
    public int port() {
        return ports.main();
    }

    /** Address of what it measures, for Prometheus; empty for the broker. */
    public Optional<String> metrics() {
        return name.equals(BrokerCommand.NAME)
                ? Optional.empty()
                : Optional.of("http://localhost:" + ports.management() + "/q/metrics");
    }
}
