package dev.vlmstream.cli.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.vlmstream.cli.CommandFailure;
import dev.vlmstream.cli.output.Json;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The image store's door, at the ingest service. */
public final class ImageDoor {
    private static final String PATH = "/api/images/";
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    /** How often an image is sent while the store is full or away. */
    private static final int TRIES = 10;

    /** Of one image, not of the store. */
    private static final Set<Integer> REFUSALS = Set.of(400, 413);

    private final String server;
    private final Access access = new Access(System::getenv);
    private final HttpClient http;

    /** @param server the ingest service's address without a path */
    public ImageDoor(String server) {
        this.server = server.replaceFirst("/+$", "");
        this.http = access.trusting(HttpClient.newBuilder())
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /**
     * Which of these images are not kept.
     *
     * @return empty if there is no store
     * @throws CommandFailure if that cannot be told
     */
    public Optional<Set<String>> missing(Collection<String> digests) {
        HttpResponse<byte[]> response = await(send(
                request(PATH + "missing")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(Json.line(Json.MAPPER.valueToTree(digests)))),
                TRIES));
        if (response.statusCode() == 404) {
            return Optional.empty();
        }
        requireOk(response);
        return Optional.of(new HashSet<>(
                Answers.list(new ByteArrayInputStream(response.body()), String.class, "what " + server + " answered")));
    }

    /**
     * Brings images, side by side.
     *
     * @return those that are not taken for what they are: no images, or too large
     * @throws CommandFailure if one is not taken for another reason; the message says why
     */
    public Set<String> keep(Map<String, byte[]> images) {
        Map<String, CompletableFuture<HttpResponse<byte[]>>> sent = new HashMap<>();
        images.forEach((digest, bytes) -> sent.put(
                digest,
                send(
                        request(PATH + digest)
                                .header("Content-Type", "application/octet-stream")
                                .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes)),
                        TRIES)));
        Map<String, HttpResponse<byte[]>> answers = new HashMap<>();
        sent.forEach((digest, answer) -> answers.put(digest, await(answer)));
        Set<String> refused = answers.entrySet().stream()
                .filter(answer -> REFUSALS.contains(answer.getValue().statusCode()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        answers.keySet().removeAll(refused);
        answers.values().forEach(this::requireOk);
        return refused;
    }

    private HttpRequest.Builder request(String path) {
        URI address = URI.create(server + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(ANSWER);
        access.signIn(request, address);
        return request;
    }

    /** Again after a while, where the answer is that it is not the time. */
    private CompletableFuture<HttpResponse<byte[]>> send(HttpRequest.Builder request, int tries) {
        return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray())
                .thenCompose(response -> response.statusCode() != 503 || tries <= 1
                        ? CompletableFuture.completedFuture(response)
                        : CompletableFuture.supplyAsync(
                                        () -> request,
                                        CompletableFuture.delayedExecutor(retryAfter(response), TimeUnit.SECONDS))
                                .thenCompose(same -> send(same, tries - 1)));
    }

    private static long retryAfter(HttpResponse<byte[]> response) {
        return response.headers().firstValueAsLong("Retry-After").orElse(1);
    }

    private HttpResponse<byte[]> await(CompletableFuture<HttpResponse<byte[]>> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw new CommandFailure(
                    "no ingest service answers at " + server + " (" + e.getCause()
                            + "); is the stack up? (vlmstream status)",
                    e);
        }
    }

    private void requireOk(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        if (status == 401 || status == 403) {
            throw new CommandFailure(access.refused(server, status));
        }
        if (status / 100 != 2) {
            throw new CommandFailure(errorOf(response));
        }
    }

    private String errorOf(HttpResponse<byte[]> response) {
        String text = new String(response.body(), StandardCharsets.UTF_8);
        try {
            if (text.startsWith("{")) {
                return server + " does not take an image: "
                        + Json.MAPPER.readTree(text).path("error").asText();
            }
        } catch (JsonProcessingException e) {
            // The status says enough.
        }
        return server + " answered " + response.uri().getPath() + " with status " + response.statusCode();
    }
}
