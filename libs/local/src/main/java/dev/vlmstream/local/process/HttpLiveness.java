package dev.vlmstream.local.process;

/**
 * Asks a service's liveness endpoint.
 *
 * @param port of its management
 */
public record HttpLiveness(int port) implements Liveness {
    private static final int TIMEOUT_MS = 5_000;

    @Override
    public HealthAnswer ask() {
        return new HttpHealth(port, "live", TIMEOUT_MS).ask();
    }
}
