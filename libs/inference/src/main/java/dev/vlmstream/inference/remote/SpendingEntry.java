package dev.vlmstream.inference.remote;

import org.jspecify.annotations.Nullable;

/**
 * A line of a run's account: what a request may cost, before it is sent, or what it did cost.
 *
 * @param model that is asked
 * @param process that asks; every start is another
 * @param instance what the process is called over restarts
 * @param number of the request, within its process
 * @param reserved USD that it may cost at most
 * @param cost USD that it did cost; null while that is open
 * @param lasts milliseconds from when it is read; one that is open then will not be settled any more. No date: clocks may be wrong
 */
public record SpendingEntry(
        String run,
        String model,
        String process,
        String instance,
        long number,
        double reserved,
        @Nullable Double cost,
        long lasts) {
    /** @throws IllegalArgumentException if an amount is none */
    public SpendingEntry {
        if (!(reserved >= 0 && reserved < Double.POSITIVE_INFINITY)
                || cost != null && !(cost >= 0 && cost < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "run " + run + " reserves " + reserved + " USD and pays " + cost + ": both must be 0 or more");
        }
    }

    /** Names the request. */
    public String request() {
        return process + "/" + number;
    }

    SpendingEntry settled(double usd) {
        return new SpendingEntry(run, model, process, instance, number, reserved, usd, lasts);
    }

    SpendingEntry lost() {
        return new SpendingEntry(run, model, process, instance, number, reserved, null, 0);
    }
}
