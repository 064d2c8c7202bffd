package dev.vlmstream.cli.report;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.vlmstream.cli.Invocation;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.cli.rest.Sparse;
import dev.vlmstream.rest.items.ItemLine;
import dev.vlmstream.rest.metrics.GapTable;
import dev.vlmstream.rest.metrics.PairedMetrics;
import dev.vlmstream.rest.metrics.RunFrequency;
import dev.vlmstream.rest.metrics.RunMetrics;
import dev.vlmstream.rest.runs.RunDetails;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a scoring service answers of made-up runs, over HTTP and in its own records. */
public final class ScoringAnswers implements AutoCloseable {
    static {
        // The server sends head and body apart, and without this waits 40 ms between them.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final Map<String, String> answers = new LinkedHashMap<>();
    private final Map<String, byte[]> images = new LinkedHashMap<>();
    private final HttpServer service;

    public ScoringAnswers() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", this::answer);
        service.start();
    }

    /**
     * A complete run.
     *
     * @param details fields of its manifest besides those that every run has, as JSON without braces
     * @param models the list of its metrics as JSON without brackets
     */
    public void run(String id, String dataset, String task, String details, String models) {
        String path = "/api/runs/" + id;
        String manifest = """
            {"run": "%s", "dataset": "%s", "task": "%s", "prompt": "", "softwareVersion": "1", "createdAt": 1,
             "classCount": 2, "complete": true%s}\
            """.formatted(id, dataset, task, details.isEmpty() ? "" : ", " + details);
        answers.put(path, Sparse.whole(manifest, RunDetails.class));
        answers.put(path + "/metrics", Sparse.whole("{\"models\": [" + withDigest(models) + "]}", RunMetrics.class));
        answers.put(path + "/pairs", "[]");
        frequency(id, "");
    }

    private static String withDigest(String models) {
        return models.replace("{\"model\":", "{\"digest\": \"abc\", \"model\":");
    }

    /** @param models as JSON without brackets */
    public void frequency(String run, String models) {
        answers.put(
                "/api/runs/" + run + "/frequency",
                Sparse.whole(
                        "{\"run\": \"" + run + "\", \"names\": [], \"counts\": [], \"models\": [" + models + "]}",
                        RunFrequency.class));
    }

    /** @param lines items as JSON */
    public void export(String run, String... lines) {
        answers.put(
                "/api/runs/" + run + "/export",
                Arrays.stream(lines)
                        .map(line -> Sparse.whole(line, ItemLine.class))
                        .collect(Collectors.joining("\n")));
    }

    /** What models answered to one item; its lines are in the run's export, too. */
    public void item(String run, String item, byte[] image, String... lines) {
        answers.merge(
                "/api/runs/" + run + "/export",
                Arrays.stream(lines)
                        .map(line -> Sparse.whole(line, ItemLine.class))
                        .collect(Collectors.joining("\n")),
                (before, more) -> before + "\n" + more);
        answers.put(
                "/api/runs/" + run + "/items/" + item,
                Arrays.stream(lines)
                        .map(line -> Sparse.whole(line, ItemLine.class))
                        .collect(Collectors.joining(",", "[", "]")));
        images.put("/api/runs/" + run + "/items/" + item + "/image", image);
    }

    public ScoringClient client() {
        return new ScoringClient("http://localhost:" + service.getAddress().getPort());
    }

    public void put(String uri, String json) {
        answers.put(uri, json);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String uri = exchange.getRequestURI().toString();
        String found = answers.getOrDefault(uri, byDefault(uri));
        byte[] body = images.containsKey(uri)
                ? images.get(uri)
                : (found == null ? "{\"error\": \"no " + uri + "\"}" : found).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(
                found == null && !images.containsKey(uri) ? 404 : 200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** No gap, no answers, and no item in common; null for what a service does not know. */
    private static @Nullable String byDefault(String uri) {
        if (uri.endsWith("/export")) {
            return "";
        }
        if (uri.endsWith("/classes/columns")) {
            return "{\"names\": [], \"models\": []}";
        }
        if (uri.equals("/api/models/colours")) {
            return "[]";
        }
        if (uri.startsWith("/api/gap?")) {
            return Sparse.whole("{}", GapTable.class);
        }
        return uri.contains("/compare?") ? Sparse.whole("{}", PairedMetrics.class) : null;
    }

    /** Calls {@code vlmstream report}. */
    public Invocation report(Object... arguments) {
        List<Object> all = new ArrayList<>(List.of(
                "report", "--server", "http://localhost:" + service.getAddress().getPort()));
        all.addAll(Arrays.asList(arguments));
        return Invocation.of(all.toArray());
    }

    @Override
    public void close() {
        service.stop(0);
    }
}
