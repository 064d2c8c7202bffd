package dev.vlmstream.cli.rest;

import dev.vlmstream.cli.command.CommandFailure;
import java.io.ByteArrayInputStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The door of runs and their items, at the ingest service. Whatever is sent again changes nothing. */
public final class RunDoor {
    private static final String RUNS = "/api/runs";
    private static final int CONFLICT = 409;

    private final IngestRequests requests;

    /** @param server the ingest service's address without a path */
    public RunDoor(String server) {
        this.requests = new IngestRequests(server);
    }

    /** The same service's door of images. */
    public ImageDoor images() {
        return new ImageDoor(requests);
    }

    /** What became of some items; {@code refused}: the first hundred. */
    public record Taken(long accepted, long refusedCount, List<Refused> refused) {
        /** @param line of those that were sent, from 1 */
        public record Refused(long line, String error) {}
    }

    /**
     * Opens a run.
     *
     * @param settings by their keys
     * @return its manifest as the service understands it, by the names of its fields
     * @throws CommandFailure if it is none, or there is another of that name
     */
    public Map<String, @Nullable Object> open(Map<String, ?> settings) {
        HttpResponse<byte[]> response =
                requests.requireOk(requests.await(requests.send(requests.json(RUNS, settings))), "the run");
        return Answers.fields(new ByteArrayInputStream(response.body()), "what " + requests.server() + " answered");
    }

    /**
     * Sends items; when this returns, Kafka has those that are accepted.
     *
     * @param lines an item a line, as JSON
     * @return empty if the run was closed: all its items are there
     * @throws CommandFailure if that is not taken
     */
    public Optional<Taken> push(String run, byte[] lines) {
        HttpResponse<byte[]> response = requests.await(requests.send(requests.request(path(run) + "/items")
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofByteArray(lines))));
        if (response.statusCode() == CONFLICT) {
            return Optional.empty();
        }
        requests.requireOk(response, "items of run \"" + run + "\"");
        return Optional.of(Answers.read(
                new ByteArrayInputStream(response.body()), Taken.class, "what " + requests.server() + " answered"));
    }

    /** Says that all items were pushed, and how many there are. */
    public void close(String run, long items) {
        requests.requireOk(
                requests.await(requests.send(requests.json(path(run) + "/close", Map.of("items", items)))),
                "the end of run \"" + run + "\"");
    }

    private static String path(String run) {
        return RUNS + "/" + URLEncoder.encode(run, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
