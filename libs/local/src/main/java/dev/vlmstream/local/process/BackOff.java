package dev.vlmstream.local.process;

import java.time.Duration;

/** How long to wait before a process that died is started again: twice as long each time it dies young. */
final class BackOff {
    private static final Duration HEALTHY = Duration.ofSeconds(30);

    private final Restarts how;
    private Duration next;

    BackOff(Restarts how) {
        this.how = how;
        this.next = how.first();
    }

    /** @param lived how long the process had run */
    Duration after(Duration lived) {
        if (lived.compareTo(HEALTHY) > 0) {
            next = how.first();
        }
        Duration wait = next;
        Duration longer = next.multipliedBy(2);
        next = longer.compareTo(how.longest()) > 0 ? how.longest() : longer;
        return wait;
    }
}
