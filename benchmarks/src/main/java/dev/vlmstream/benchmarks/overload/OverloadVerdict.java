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
record OverloadVerdict(List<ServiceSample> samples, long items, long answered) {
    /** What may still come after the first third, in bytes: the rest of the scoring topology's cache of records. */
    private static final long MORE_HEAP = 40_000_000;
    /** That, compiled code, and the rest of RocksDB's buffers and cache. */
    private static final long MORE_RESIDENT = 160_000_000;

    void require() {
        List<String> faults = new ArrayList<>();
        if (answered != items) {
            faults.add(answered + " of " + items + " items were answered");
        }
        long most = samples.stream().mapToLong(ServiceSample::lag).max().orElse(0);
        if (most < items / 2) {
            faults.add("vlmstream_lag_records told of " + most + " waiting records at most, with " + items
                    + " pushed ten times too fast");
        }
        long last = samples.get(samples.size() - 1).lag();
        if (last > 0) {
            faults.add("vlmstream_lag_records told of " + last + " waiting records when all were answered");
        }
        growth("live heap", ServiceSample::heap, MORE_HEAP, faults);
        growth("resident memory", ServiceSample::resident, MORE_RESIDENT, faults);
        if (!faults.isEmpty()) {
            throw new IllegalStateException(String.join("; ", faults));
        }
    }

    private void growth(
            String what, Function<ServiceSample, Map<String, Long>> memory, long most, List<String> faults) {
        Map<String, Long> early = memory.apply(samples.get(samples.size() / 3));
        Map<String, Long> late = memory.apply(samples.get(samples.size() - 2));
        early.forEach((service, bytes) -> {
            if (late.get(service) > bytes + most) {
                faults.add(what + " of " + service + " grew from " + bytes + " to " + late.get(service) + " bytes");
            }
        });
    }
}
