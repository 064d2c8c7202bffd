package dev.vlmstream.benchmarks.overload;

import dev.vlmstream.benchmarks.measure.LiveHeap;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.ServiceStatus;
import dev.vlmstream.schemas.services.ServiceKind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
record ServiceSample(Duration at, long lag, Map<String, Long> heap, Map<String, Long> resident) {
    static final List<String> SERVICES = List.of("ingest", "decode", "scoring");
    private static final double MEGABYTE = 1e6;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    static ServiceSample of(LocalStack stack, Duration at) {
        Map<String, Long> heap = new TreeMap<>();
        Map<String, Long> resident = new TreeMap<>();
        for (ServiceStatus service : stack.services()) {
            if (SERVICES.contains(service.name())) {
                heap.put(service.name(), LiveHeap.of(service.pid()));
                resident.put(service.name(), service.residentBytes());
            }
        }
        return new ServiceSample(at, lag(stack), heap, resident);
    }

    /** As the decoder tells it itself. */
    static long lag(LocalStack stack) {
        return stack.services().stream()
                .filter(service -> service.name().equals(ServiceKind.DECODE.id()))
                .flatMap(service -> service.metrics().stream())
                .mapToLong(metrics -> Math.round(sum(metrics, "vlmstream_lag_records")))
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

    /** The sum of all series of that name among a service's metrics; 0 if there are none. */
    private static double sum(String address, String name) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                    .timeout(Duration.ofSeconds(20))
                    .build();
            return HTTP.send(request, HttpResponse.BodyHandlers.ofLines())
                    .body()
                    .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .filter(value -> !Double.isNaN(value))
                    .sum();
        } catch (IOException e) {
            throw new IllegalStateException("no metrics at " + address + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
