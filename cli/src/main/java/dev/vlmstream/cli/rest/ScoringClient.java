package dev.vlmstream.cli.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.CommandFailure;
import dev.vlmstream.cli.output.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/** Asks the scoring service. Errors are failures of the command, in the service's own words. */
public final class ScoringClient {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final String server;
    private final Access access;
    private final HttpClient http;

    /** @param server address without a path, e.g. {@code http://localhost:8080} */
    public ScoringClient(String server) {
        this(server, new Access(System::getenv));
    }

    ScoringClient(String server, Access access) {
        this.server = server.replaceFirst("/+$", "");
        this.access = access;
        this.http = access.trusting(HttpClient.newBuilder())
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** The page that shows a run. */
    public String page(String run) {
        return server + "/?run=" + URLEncoder.encode(run, StandardCharsets.UTF_8);
    }

    /** The page that shows all runs. */
    public String page() {
        return server + "/";
    }

    /** @param archived whether those that were put away are wanted, too */
    public JsonNode runs(boolean archived) {
        return json("/api/runs?archived=" + archived);
    }

    public JsonNode models() {
        return json("/api/models");
    }

    /** The run's manifest. */
    public JsonNode run(String run) {
        return json(path(run, ""));
    }

    /** All pairs of the run's models. */
    public JsonNode pairs(String run) {
        return json(path(run, "/pairs"));
    }

    /** Accuracy against class frequency. */
    public JsonNode frequency(String run) {
        return json(path(run, "/frequency"));
    }

    /** A model of the run and a model of another run over the same items. */
    public JsonNode compare(String run, String first, String second, String of) {
        return json(
                path(run, "/compare?first=" + encoded(first) + "&second=" + encoded(second) + "&of=" + encoded(of)));
    }

    /** Every way of asking every model of these runs, against the dual encoder. */
    public JsonNode gap(List<String> runs) {
        return json("/api/gap?runs=" + encoded(String.join(",", runs)));
    }

    /** The page that shows the gap. */
    public String gapPage(List<String> runs) {
        return server + "/#/gap?runs=" + String.join(",", runs);
    }

    /** Current numbers. */
    public JsonNode metrics(String run) {
        return json(path(run, "/metrics"));
    }

    /** Current numbers, or empty if the service does not know the run yet. */
    public Optional<JsonNode> metricsIfKnown(String run) {
        HttpResponse<InputStream> response = get(path(run, "/metrics"));
        return response.statusCode() == 404 ? Optional.empty() : Optional.of(read(response));
    }

    /** A page of what could not be worked on, oldest first; {@code run} null: of all. */
    public JsonNode deadLetters(String run, int page, int size) {
        return json("/api/dead-letters?page=" + page + "&size=" + size + (run == null ? "" : "&run=" + encoded(run)));
    }

    /** Every prediction, a JSON object in a line. */
    public void export(String run, Consumer<String> lines) {
        HttpResponse<InputStream> response = get(path(run, "/export"));
        requireOk(response);
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            reader.lines().filter(line -> !line.isBlank()).forEach(lines);
        } catch (IOException | UncheckedIOException e) {
            throw new CommandFailure("the export from " + server + " broke off: " + e.getMessage(), e);
        }
    }

    private static String path(String run, String rest) {
        return "/api/runs/" + encoded(run) + rest;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private JsonNode json(String path) {
        return read(get(path));
    }

    private JsonNode read(HttpResponse<InputStream> response) {
        requireOk(response);
        try (InputStream body = response.body()) {
            return Json.MAPPER.readTree(body);
        } catch (IOException e) {
            throw new CommandFailure(server + " did not answer in JSON: " + e.getMessage(), e);
        }
    }

    private void requireOk(HttpResponse<InputStream> response) {
        if (response.statusCode() / 100 != 2) {
            throw new CommandFailure(errorOf(response));
        }
    }

    private String errorOf(HttpResponse<InputStream> response) {
        if (response.statusCode() == 401 || response.statusCode() == 403) {
            return access.refused(server, response.statusCode());
        }
        try (InputStream body = response.body()) {
            String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            JsonNode error = text.startsWith("{") ? Json.MAPPER.readTree(text).path("error") : Json.object();
            if (error.isTextual()) {
                return error.asText();
            }
        } catch (IOException e) {
            // The status says enough.
        }
        return server + " answered " + response.uri().getPath() + " with status " + response.statusCode();
    }

    private HttpResponse<InputStream> get(String path) {
        URI address = URI.create(server + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(ANSWER);
        access.signIn(request, address);
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (SSLException e) {
            throw new CommandFailure(
                    server + " cannot be trusted: " + e.getMessage()
                            + "; name its authority's certificates (PEM) with VLMSTREAM_CERTIFICATES=FILE",
                    e);
        } catch (IOException e) {
            throw new CommandFailure(
                    "no scoring service answers at " + server + "; is the stack up? (vlmstream status)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted while asking " + server, e);
        }
    }
}
