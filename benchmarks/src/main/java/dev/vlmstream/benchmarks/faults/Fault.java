package dev.vlmstream.benchmarks.faults;

import java.time.Duration;
import java.util.Locale;

/**
 * One fault of a round's schedule.
 *
 * @param number within the campaign, from 1
 * @param victim the process's name; empty where there is none, or all are
 * @param at since the round began
 * @param seed of what else is drawn at random
 */
record Fault(int number, FaultKind kind, String victim, Duration at, long seed) {
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "#%d at %.1f s: %s%s",
                number,
                at.toMillis() / 1000.0,
                kind.text(),
                victim.isEmpty() ? "" : " (" + victim + ")");
    }
}
