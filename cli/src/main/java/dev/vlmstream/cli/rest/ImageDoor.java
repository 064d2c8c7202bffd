package dev.vlmstream.cli.rest;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** The image store's door, at the ingest service. */
public final class ImageDoor {
    private static final String PATH = "/api/images/";
    private static final String WHAT = "an image";

    /** Of one image, not of the store. */
    private static final Set<Integer> REFUSALS = Set.of(400, 413);

    private final IngestRequests requests;

    /** @param server the ingest service's address without a path */
    public ImageDoor(String server) {
        this(new IngestRequests(server));
    }

    ImageDoor(IngestRequests requests) {
        this.requests = requests;
    }

    /**
     * Which of these images are not kept.
     *
     * @return empty if there is no store
     * @throws dev.vlmstream.cli.command.CommandFailure if that cannot be told
     */
    public Optional<Set<String>> missing(Collection<String> digests) {
        HttpResponse<byte[]> response = requests.await(requests.send(requests.json(PATH + "missing", digests)));
        if (response.statusCode() == 404) {
            return Optional.empty();
        }
        requests.requireOk(response, WHAT);
        return Optional.of(new HashSet<>(Answers.list(
                new ByteArrayInputStream(response.body()), String.class, "what " + requests.server() + " answered")));
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
                requests.send(requests.request(PATH + digest)
                        .header("Content-Type", "application/octet-stream")
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes)))));
        Map<String, HttpResponse<byte[]>> answers = new HashMap<>();
        sent.forEach((digest, answer) -> answers.put(digest, requests.await(answer)));
        Set<String> refused = answers.entrySet().stream()
                .filter(answer -> REFUSALS.contains(answer.getValue().statusCode()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        answers.keySet().removeAll(refused);
        answers.values().forEach(answer -> requests.requireOk(answer, WHAT));
        return refused;
    }
}
