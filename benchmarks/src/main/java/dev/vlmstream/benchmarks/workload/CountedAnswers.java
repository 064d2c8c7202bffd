package dev.vlmstream.benchmarks.workload;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;

/**
 * How many answers scoring has counted of a run with one model.
 *
 * @param server the address of the scoring service
 */
public record CountedAnswers(String server, String run) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** The count when it has reached that many, or when nothing was counted for five minutes. */
    public long await(long wanted) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long counted = now();
        while (counted < wanted && System.nanoTime() < deadline) {
            Waiting.pause(Duration.ofMillis(100));
            long before = counted;
            counted = now();
            if (counted > before) {
                deadline = System.nanoTime() + PATIENCE.toNanos();
            }
        }
        return counted;
    }

    private long now() {
        try (InputStream body =
                URI.create(server + "/api/runs/" + run + "/metrics").toURL().openStream()) {
            return JSON.readTree(body).at("/models/0/answered").asLong();
        } catch (FileNotFoundException e) {
            // Scoring has not read the manifest yet.
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException("scoring does not answer", e);
        }
    }
}
