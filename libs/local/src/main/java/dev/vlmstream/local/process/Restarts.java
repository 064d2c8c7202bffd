package dev.vlmstream.local.process;

import java.time.Duration;

/**
 * What happens when a process dies.
 *
 * @param enabled whether it is started again
 * @param first how long that waits the first time; twice as long each time it dies young
 * @param longest how long it waits at most
 */
public record Restarts(boolean enabled, Duration first, Duration longest) {
    public static final Restarts DEFAULT = new Restarts(true, Duration.ofMillis(250), Duration.ofSeconds(15));
    public static final Restarts NONE = new Restarts(false, Duration.ZERO, Duration.ZERO);
}
