package dev.vlmstream.local.process;

import java.time.Duration;

/**
 * When a process that runs is killed, to be started again.
 *
 * @param every the interval of checks
 * @param downs this many times in a row it says itself that it is down
 * @param silence for so long it answers nothing: hung or stopped, not merely on a busy machine
 * @param silences and this many times in a row
 */
public record LifeLimits(Duration every, int downs, Duration silence, int silences) {
    public static final LifeLimits DEFAULT = new LifeLimits(Duration.ofSeconds(5), 3, Duration.ofSeconds(60), 6);

    public LifeLimits {
        if (every.isNegative() || every.isZero() || downs < 1 || silences < 1) {
            throw new IllegalArgumentException("processes are checked every " + every + ", killed after " + downs
                    + " or " + silences + " answers");
        }
    }
}
