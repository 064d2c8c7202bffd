package dev.vlmstream.cli.rest;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.output.Json;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks the ingest service: for runs and their items, and for images. Each request may be sent again, which changes nothing. It is, while
 * the service says that it is not the time (429, 503), after as long as it says; and where a service that was there is gone, since it may
 * be on its way back.
 */
public final class IngestClient {
    private static final String RUNS = "/api/runs";
    private static final int CONFLICT = 409;
    private static final String IMAGES = "/api/images/";
    private static final String IMAGE = "an image";
    /** Of one image, not of the store. */
    private static final Set<Integer> REFUSALS = Set.of(400, 413);

    /** What is sent may come slowly, and Kafka behind the service may confirm slowly. */
    private static final Duration ANSWER = Duration.ofMinutes(5);
    /** How long a request is sent again and again. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Set<Integer> LATER = Set.of(429, 503);
    private static final long FIRST_WAIT_MILLIS = 250;
    private static final long LONGEST_WAIT_MILLIS = 10_000;

    private final String server;
    private final Access access = new Access(System::getenv);
    private final HttpClient http;
    private volatile boolean wasThere;

    /** @param server the ingest service's address without a path */
    public IngestClient(String server) {
        this.server = server.replaceFirst("/+$", "");
        this.http = access.client();
    }

    /** What became of some items; {@code refused}: the first hundred. */
    public record Taken(long accepted, long refusedCount, List<Refused> refused) {
        /** @param line of those that were sent, from 1 */
        public record Refused(long line, String error) {}
    }

    /**
     * @param settings by their keys
     * @return its manifest as the service understands it, by the names of its fields
     * @throws CommandFailure if it is none, or there is another of that name
     */
    public Map<String, @Nullable Object> open(Map<String, ?> settings) {
        HttpResponse<byte[]> response = requireOk(await(send(json(RUNS, settings))), "the run");
        return Answers.fields(new ByteArrayInputStream(response.body()), "what " + server + " answered");
    }

    /**
     * Sends items; when this returns, Kafka has those that are accepted.
     *
     * @param lines an item a line, as JSON
     * @return empty if the run was closed: all its items are there
     * @throws CommandFailure if that is not taken
     */
    public Optional<Taken> push(String run, byte[] lines) {
        HttpResponse<byte[]> response = await(send(request(path(run) + "/items")
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofByteArray(lines))));
        if (response.statusCode() == CONFLICT) {
            return Optional.empty();
        }
        requireOk(response, "items of run \"" + run + "\"");
        return Optional.of(
                Answers.read(new ByteArrayInputStream(response.body()), Taken.class, "what " + server + " answered"));
    }

    /** Says that all items were pushed, and how many there are. */
    public void close(String run, long items) {
        requireOk(await(send(json(path(run) + "/close", Map.of("items", items)))), "the end of run \"" + run + "\"");
    }

    private static String path(String run) {
        return RUNS + "/" + Access.encoded(run);
    }

    /**
     * Which of these images are not kept.
     *
     * @return empty if there is no store
     * @throws dev.vlmstream.cli.command.CommandFailure if that cannot be told
     */
    public Optional<Set<String>> missing(Collection<String> digests) {
        HttpResponse<byte[]> response = await(send(json(IMAGES + "missing", digests)));
        if (response.statusCode() == 404) {
            return Optional.empty();
        }
        requireOk(response, IMAGE);
        return Optional.of(new HashSet<>(
                Answers.list(new ByteArrayInputStream(response.body()), String.class, "what " + server + " answered")));
    }

    /**
     * Brings images, side by side.
     *
     * @return those that are not taken for what they are: no images, or too large
     * @throws dev.vlmstream.cli.command.CommandFailure if one is not taken for another reason; the message says why
     */
    public Set<String> keep(Map<String, byte[]> images) {
        Map<String, CompletableFuture<HttpResponse<byte[]>>> sent = new HashMap<>();
        images.forEach((digest, bytes) -> sent.put(
                digest,
                send(request(IMAGES + digest)
                        .header("Content-Type", "application/octet-stream")
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes)))));
        Map<String, HttpResponse<byte[]>> answers = new HashMap<>();
        sent.forEach((digest, answer) -> answers.put(digest, await(answer)));
        Set<String> refused = answers.entrySet().stream()
                .filter(answer -> REFUSALS.contains(answer.getValue().statusCode()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        answers.keySet().removeAll(refused);
        answers.values().forEach(answer -> requireOk(answer, IMAGE));
        return refused;
    }

    private HttpRequest.Builder request(String path) {
        return access.request(server + path, ANSWER);
    }

    private HttpRequest.Builder json(String path, Object body) {
        return request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.line(body)));
    }

    private CompletableFuture<HttpResponse<byte[]>> send(HttpRequest.Builder request) {
        return send(request.build(), System.nanoTime() + PATIENCE.toNanos(), FIRST_WAIT_MILLIS);
    }

    private CompletableFuture<HttpResponse<byte[]>> send(HttpRequest request, long until, long wait) {
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
                .handle((response, failure) -> {
                    if (failure != null) {
                        return wasThere && System.nanoTime() < until
                                ? again(request, until, wait, Math.min(2 * wait, LONGEST_WAIT_MILLIS))
                                : CompletableFuture.<HttpResponse<byte[]>>failedFuture(failure);
                    }
                    wasThere = true;
                    return LATER.contains(response.statusCode()) && System.nanoTime() < until
                            ? again(request, until, retryAfter(response), wait)
                            : CompletableFuture.completedFuture(response);
                })
                .thenCompose(answer -> answer);
    }

    private CompletableFuture<HttpResponse<byte[]>> again(HttpRequest request, long until, long millis, long next) {
        return CompletableFuture.supplyAsync(
                        () -> request, CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS))
                .thenCompose(same -> send(same, until, next));
    }

    /** In milliseconds. */
    private static long retryAfter(HttpResponse<byte[]> response) {
        return 1000 * response.headers().firstValueAsLong("Retry-After").orElse(1);
    }

    /** @throws CommandFailure if there is no answer */
    private HttpResponse<byte[]> await(CompletableFuture<HttpResponse<byte[]>> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw new CommandFailure(
                    wasThere
                            ? "the ingest service at " + server + " does not answer any more (" + e.getCause()
                                    + "); push again under the same --run to continue"
                            : "no ingest service answers at " + server + " (" + e.getCause()
                                    + "); is the stack up? (vlmstream status)",
                    e);
        }
    }

    /** @throws CommandFailure in the service's own words, if the answer is not that all is well */
    private HttpResponse<byte[]> requireOk(HttpResponse<byte[]> response, String what) {
        int status = response.statusCode();
        if (status == 401 || status == 403) {
            throw new CommandFailure(access.refused(server, status, "operator"));
        }
        if (status / 100 != 2) {
            throw new CommandFailure(errorOf(response, what));
        }
        return response;
    }

    private String errorOf(HttpResponse<byte[]> response, String what) {
        return Answers.error(response.body())
                .map(error -> server + " does not take " + what + ": " + error)
                .orElseGet(() ->
                        server + " answered " + response.uri().getPath() + " with status " + response.statusCode());
    }
}
