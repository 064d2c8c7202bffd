package dev.vlmstream.benchmarks.overload;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;

/** How many answers scoring has counted of a run with one model. */
record RunCount(String server, String run) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** The count when it has reached that many, or when it does not for five minutes. */
    long await(long wanted) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long counted = now();
        while (counted < wanted && System.nanoTime() < deadline) {
            try {
                Thread.sleep(500);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
            counted = now();
        }
        return counted;
    }

    private long now() {
        try (InputStream body =
                URI.create(server + "/api/runs/" + run + "/metrics").toURL().openStream()) {
            return JSON.readTree(body).at("/models/0/answered").asLong();
        } catch (IOException e) {
            throw new UncheckedIOException("scoring does not answer", e);
        }
    }
}
