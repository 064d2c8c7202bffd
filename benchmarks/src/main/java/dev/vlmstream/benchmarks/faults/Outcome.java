package dev.vlmstream.benchmarks.faults;

import java.time.Duration;

/**
 * What came of a fault.
 *
 * @param recovery from the fault's end until what it struck did its work again; negative if that was not seen
 */
record Outcome(Fault fault, Duration recovery) {
    static final Duration NEVER = Duration.ofSeconds(-1);

    boolean isRecovered() {
        return !recovery.isNegative();
    }
}
