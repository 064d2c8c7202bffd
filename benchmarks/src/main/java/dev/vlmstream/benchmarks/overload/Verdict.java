package dev.vlmstream.benchmarks.overload;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Whether an overload was borne.
 *
 * @param samples while it lasted, and one when all was drained
 * @param answered of the items, as scoring counts them
 */
record Verdict(List<Sample> samples, long items, long answered) {
    /** Caches and compiled code still come in the first third; from then on memory may only waver. */
    private static final double WAVERS = 1.15;

    private static final long MARGIN = 16_000_000;

    void require() {
        List<String> faults = new ArrayList<>();
        if (answered != items) {
            faults.add(answered + " of " + items + " items were answered");
        }
        long most = samples.stream().mapToLong(Sample::lag).max().orElse(0);
        if (most < items / 2) {
            faults.add("vlmstream_lag_records told of " + most + " waiting records at most, with " + items
                    + " pushed ten times too fast");
        }
        long last = samples.get(samples.size() - 1).lag();
        if (last > 0) {
            faults.add("vlmstream_lag_records told of " + last + " waiting records when all were answered");
        }
        growth("live heap", Sample::heap, faults);
        growth("resident memory", Sample::resident, faults);
        if (!faults.isEmpty()) {
            throw new IllegalStateException(String.join("; ", faults));
        }
    }

    private void growth(String what, Function<Sample, Map<String, Long>> memory, List<String> faults) {
        Map<String, Long> early = memory.apply(samples.get(samples.size() / 3));
        Map<String, Long> late = memory.apply(samples.get(samples.size() - 2));
        early.forEach((service, bytes) -> {
            if (late.get(service) > bytes * WAVERS + MARGIN) {
                faults.add(what + " of " + service + " grew from " + bytes + " to " + late.get(service) + " bytes");
            }
        });
    }
}
