package dev.vlmstream.benchmarks.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Listens to a run's Server-Sent Events and notes when they first counted how many outcomes. */
public final class EventCounts implements Runnable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI address;
    private final long wanted;
    private final NavigableMap<Long, Long> at = new TreeMap<>();

    /** @param wanted how many outcomes end the listening */
    public EventCounts(String server, String run, long wanted) {
        this.address = URI.create(server + "/api/runs/" + run + "/events");
        this.wanted = wanted;
    }

    @Override
    public void run() {
        HttpRequest request = HttpRequest.newBuilder(address).build();
        try (Stream<String> lines = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofLines())
                .body()) {
            Iterator<String> each = lines.iterator();
            for (long counted = 0; counted < wanted && each.hasNext(); ) {
                String line = each.next();
                long now = System.nanoTime();
                if (line.startsWith("data:")) {
                    counted = counted(JSON.readTree(line.substring("data:".length())));
                    at.putIfAbsent(counted, now);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the events at " + address + " ended early", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * When this many outcomes or more were first told, in nanoseconds of {@link System#nanoTime}.
     *
     * @throws IllegalStateException if the events never said so
     */
    public long toldAt(long outcomes) {
        var told = at.ceilingEntry(outcomes);
        if (told == null) {
            throw new IllegalStateException("the events at " + address + " counted " + (at.isEmpty() ? 0 : at.lastKey())
                    + " outcomes of " + wanted);
        }
        return told.getValue();
    }

    /** How many times the events told of another count. */
    public int tellings() {
        return at.size();
    }

    private static long counted(JsonNode metrics) {
        long counted = 0;
        for (JsonNode model : metrics.path("models")) {
            counted += model.path("answered").asLong() + model.path("failed").asLong();
        }
        return counted;
    }
}
