package dev.vlmstream.benchmarks.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a replica of scoring tells of a run. */
record ReplicaMetrics(String server, String run) {
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    /** What depends on when and in which order the answers came. */
    private static final List<String> OF_TIME =
            List.of("run", "firstAt", "lastAt", "itemsPerSecond", "tokensPerSecond", "example");

    boolean isComplete() {
        return get("metrics")
                .filter(metrics -> metrics.path("complete").asBoolean()
                        && metrics.path("judged").asBoolean())
                .isPresent();
    }

    /** Outcomes and verdicts counted so far; 0 while the replica does not answer. */
    long counted() {
        long counted = 0;
        for (JsonNode model : get("metrics").map(m -> m.path("models")).orElseGet(JSON::createArrayNode)) {
            counted += model.path("answered").asLong() + model.path("failed").asLong();
            for (JsonNode rule : model.path("verdicts")) {
                counted += rule.path("given").asLong();
            }
        }
        return counted;
    }

    /** Whether nothing waits for a manifest, or for a model that nobody serves. */
    boolean waitsForNothing() {
        return ask("troubles")
                .filter(answer -> answer.statusCode() == OK && !answer.body().contains("\"waiting\""))
                .isPresent();
    }

    /** How many records wait for the run's manifest. */
    long waiting() {
        Pattern said = Pattern.compile("(\\d+) records? waits? for the manifest of run \\\\\"" + run + "\\\\\"");
        return ask("troubles").map(answer -> said.matcher(answer.body())).stream()
                .filter(Matcher::find)
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }

    /** Whether the replica knows the run no more. */
    boolean isGone() {
        return ask("runs/" + run + "/metrics")
                .filter(answer -> answer.statusCode() == NOT_FOUND)
                .isPresent();
    }

    /** All that should be the same in every run of the same items; empty while the replica does not answer. */
    Optional<JsonNode> lasting() {
        ObjectNode all = JSON.createObjectNode();
        for (String part : parts()) {
            Optional<JsonNode> answer = get(part);
            if (answer.isEmpty()) {
                return Optional.empty();
            }
            all.set(withoutRun(part), withoutTimes(answer.get()));
        }
        return Optional.of(all);
    }

    private List<String> parts() {
        return Stream.concat(
                        Stream.of("metrics", "pairs", "classes"),
                        Study.models(run).stream().map(model -> "confusions?model=" + model))
                .toList();
    }

    private static JsonNode withoutTimes(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove(OF_TIME);
        } else if (node instanceof ArrayNode list) {
            // entries of a list of metrics
            list.removeIf(entry -> OF_TIME.contains(entry.path("id").asText()));
        }
        node.forEach(ReplicaMetrics::withoutTimes);
        return node;
    }

    /** Where two differ, at most this many places: {@code /metrics/models/0/answered: 3 instead of 4}. */
    static List<String> differences(JsonNode wanted, JsonNode found, int most) {
        List<String> all = new ArrayList<>();
        compare("", wanted, found, all);
        return all.subList(0, Math.min(most, all.size()));
    }

    private static void compare(String path, @Nullable JsonNode wanted, @Nullable JsonNode found, List<String> all) {
        if (Objects.equals(wanted, found)) {
            return;
        }
        if (wanted == null || found == null || !wanted.isContainerNode() || wanted.size() != found.size()) {
            all.add(path + ": " + brief(found) + " instead of " + brief(wanted));
        } else if (wanted.isArray()) {
            for (int i = 0; i < wanted.size(); i++) {
                compare(path + "/" + i, wanted.get(i), found.get(i), all);
            }
        } else {
            for (Iterator<String> names = wanted.fieldNames(); names.hasNext(); ) {
                String name = names.next();
                compare(path + "/" + name, wanted.get(name), found.get(name), all);
            }
        }
    }

    private static String brief(@Nullable JsonNode node) {
        String text = String.valueOf(node);
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }

    private Optional<JsonNode> get(String part) {
        return ask("runs/" + run + "/" + part)
                .filter(answer -> answer.statusCode() == OK)
                .map(answer -> {
                    try {
                        return JSON.readTree(withoutRun(answer.body()));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    /** Models that are new in each run are called the same in all. */
    private String withoutRun(String text) {
        return text.replace("-" + run, "");
    }

    private Optional<HttpResponse<String>> ask(String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(server + "/api/" + path))
                    .timeout(Duration.ofSeconds(30))
                    .build();
            return Optional.of(HTTP.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
