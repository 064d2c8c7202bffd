package dev.vlmstream.cli.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.output.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * Requests to the ingest service, each of which may be sent again. It is, while the service says that it is not the time (429, 503),
 * after as long as it says; and where a service that was there is gone, since it may be on its way back.
 */
final class IngestRequests {
    private static final Duration CONNECT = Duration.ofSeconds(5);
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
    IngestRequests(String server) {
        this.server = server.replaceFirst("/+$", "");
        this.http = access.trusting(HttpClient.newBuilder())
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    String server() {
        return server;
    }

    HttpRequest.Builder request(String path) {
        URI address = URI.create(server + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(ANSWER);
        access.signIn(request, address);
        return request;
    }

    HttpRequest.Builder json(String path, Object body) {
        return request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.line(Json.MAPPER.valueToTree(body))));
    }

    CompletableFuture<HttpResponse<byte[]>> send(HttpRequest.Builder request) {
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
    HttpResponse<byte[]> await(CompletableFuture<HttpResponse<byte[]>> answer) {
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
    HttpResponse<byte[]> requireOk(HttpResponse<byte[]> response, String what) {
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
        String text = new String(response.body(), StandardCharsets.UTF_8);
        try {
            if (text.startsWith("{") && Json.MAPPER.readTree(text).path("error").isTextual()) {
                return server + " does not take " + what + ": "
                        + Json.MAPPER.readTree(text).path("error").asText();
            }
        } catch (JsonProcessingException e) {
            // The status says enough.
        }
        return server + " answered " + response.uri().getPath() + " with status " + response.statusCode();
    }
}
