package dev.vlmstream.local.process;

/**
 * Asks a service's readiness endpoint.
 *
 * @param port of its management
 */
public record HttpReadiness(int port) implements Readiness {
    private static final int TIMEOUT_MS = 2_000;

    @Override
    public boolean ready() {
        return ask().state() == HealthAnswer.State.UP;
    }

    @Override
    public String lacking() {
        return ask().detail();
    }

    private HealthAnswer ask() {
        return new HttpHealth(port, "ready", TIMEOUT_MS).ask();
    }
}
