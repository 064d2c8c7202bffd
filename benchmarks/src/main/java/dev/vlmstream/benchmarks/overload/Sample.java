package dev.vlmstream.benchmarks.overload;

import dev.vlmstream.benchmarks.measure.LiveHeap;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.ServiceStatus;
import dev.vlmstream.schemas.services.ServiceKind;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The services at one moment.
 *
 * @param at since the overload began
 * @param lag records that wait for the decoder, as it tells itself
 * @param heap live bytes by service
 * @param resident bytes by service
 */
record Sample(Duration at, long lag, Map<String, Long> heap, Map<String, Long> resident) {
    static final List<String> SERVICES = List.of("ingest", "decode", "scoring");
    private static final double MEGABYTE = 1e6;

    static Sample of(LocalStack stack, Duration at) {
        Map<String, Long> heap = new TreeMap<>();
        Map<String, Long> resident = new TreeMap<>();
        for (ServiceStatus service : stack.services()) {
            if (SERVICES.contains(service.name())) {
                heap.put(service.name(), LiveHeap.of(service.pid()));
                resident.put(service.name(), service.residentBytes());
            }
        }
        return new Sample(at, lag(stack), heap, resident);
    }

    /** As the decoder tells it itself. */
    static long lag(LocalStack stack) {
        return stack.services().stream()
                .filter(service -> service.name().equals(ServiceKind.DECODE.id()))
                .flatMap(service -> service.metrics().stream())
                .mapToLong(metrics -> Math.round(new ServiceMetrics(metrics).sum("vlmstream_lag_records")))
                .sum();
    }

    static String head() {
        StringBuilder head = new StringBuilder("| minute | lag |");
        SERVICES.forEach(service -> head.append(" %s, live heap | resident |".formatted(service)));
        return head.append("\n|---|---|")
                .append("---|---|".repeat(SERVICES.size()))
                .append('\n')
                .toString();
    }

    String row() {
        StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "| %.1f | %,d |", at.toSeconds() / 60.0, lag));
        SERVICES.forEach(service -> row.append(String.format(
                Locale.ROOT, " %.0f MB | %.0f MB |", heap.get(service) / MEGABYTE, resident.get(service) / MEGABYTE)));
        return row.append('\n').toString();
    }
}
