package dev.vlmstream.cli.rest;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.rest.AnnouncedModel;
import dev.vlmstream.rest.ModelColour;
import dev.vlmstream.rest.Paths;
import dev.vlmstream.rest.Trouble;
import dev.vlmstream.rest.items.ConfusionRow;
import dev.vlmstream.rest.items.DeadLetterLine;
import dev.vlmstream.rest.items.DifferencePage;
import dev.vlmstream.rest.items.ItemLine;
import dev.vlmstream.rest.metrics.ClassColumns;
import dev.vlmstream.rest.metrics.GapTable;
import dev.vlmstream.rest.metrics.PairedMetrics;
import dev.vlmstream.rest.metrics.RunFrequency;
import dev.vlmstream.rest.metrics.RunMetrics;
import dev.vlmstream.rest.metrics.TrainingCurve;
import dev.vlmstream.rest.runs.RunDetails;
import dev.vlmstream.rest.runs.RunSummary;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Asks the scoring service. Errors are failures of the command, in the service's own words. */
public final class ScoringClient {
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
        this.http = access.client();
    }

    public String page(String run) {
        return server + "/?run=" + URLEncoder.encode(run, StandardCharsets.UTF_8);
    }

    /** @param archived whether archived runs are wanted, too */
    public List<RunSummary> runs(boolean archived) {
        return list(Paths.RUNS + "?archived=" + archived, RunSummary.class);
    }

    /** The models and judges that services have announced. */
    public List<AnnouncedModel> models() {
        return list(Paths.MODELS, AnnouncedModel.class);
    }

    /** What keeps the installation from working, as far as the service sees it. */
    public List<Trouble> troubles() {
        return list(Paths.TROUBLES, Trouble.class);
    }

    public List<ModelColour> colours() {
        return list(Paths.MODEL_COLOURS, ModelColour.class);
    }

    public RunDetails run(String run) {
        return one(path(run, ""), RunDetails.class);
    }

    /** All pairs of the run's models. */
    public List<PairedMetrics> pairs(String run) {
        return list(path(run, Paths.PAIRS), PairedMetrics.class);
    }

    /** Accuracy against class frequency. */
    public RunFrequency frequency(String run) {
        return one(path(run, Paths.FREQUENCY), RunFrequency.class);
    }

    /** A model of the run and a model of another run over the same items. */
    public PairedMetrics compare(String run, String first, String second, String of) {
        return compare(run, first, second, of, false);
    }

    /** @param unlike whether p is asked for even if the two did not choose from the same classes */
    public PairedMetrics compare(String run, String first, String second, String of, boolean unlike) {
        return one(
                path(
                        run,
                        Paths.COMPARE + "?first=" + Access.encoded(first) + "&second=" + Access.encoded(second) + "&of="
                                + Access.encoded(of) + unlikeToo(unlike)),
                PairedMetrics.class);
    }

    /** The first {@code size} items on which only one of two models was right, each answer in brief. */
    public DifferencePage differences(String run, String first, String second, String of, int size) {
        return one(
                path(
                        run,
                        Paths.DIFFERENCES + "?right=any&page=0&size=" + size + "&first=" + Access.encoded(first)
                                + "&second=" + Access.encoded(second) + "&of=" + Access.encoded(of)),
                DifferencePage.class);
    }

    /** What the run's models answered to one item. */
    public List<ItemLine> item(String run, String item) {
        return list(path(run, Paths.ITEMS + "/" + Access.encoded(item)), ItemLine.class);
    }

    /** An item's image as it was pushed; empty if it has none, or none that can be fetched now. */
    public Optional<byte[]> image(String run, String item) {
        HttpResponse<InputStream> response = get(path(run, Paths.ITEMS + "/" + Access.encoded(item) + "/image"));
        try (InputStream body = response.body()) {
            return response.statusCode() == 200 ? Optional.of(body.readAllBytes()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Every class of the run, with each model's recall. */
    public ClassColumns classes(String run) {
        return one(path(run, Paths.CLASSES + "/columns"), ClassColumns.class);
    }

    /** Which classes a model answered in place of the right ones: the {@code size} most frequent pairs. */
    public List<ConfusionRow> confusions(String run, String model, int size) {
        return list(
                path(run, Paths.CONFUSIONS + "?model=" + Access.encoded(model) + "&size=" + size), ConfusionRow.class);
    }

    /**
     * Every way of asking every model of these runs, against the dual encoder.
     *
     * @param unlike whether p is asked for even where a row and its reference did not choose from the same classes
     */
    public GapTable gap(List<String> runs, boolean unlike) {
        return one(Paths.GAP + "?runs=" + Access.encoded(String.join(",", runs)) + unlikeToo(unlike), GapTable.class);
    }

    private static String unlikeToo(boolean unlike) {
        return unlike ? "&unlike=true" : "";
    }

    public String gapPage(List<String> runs) {
        return server + "/#/gap?runs=" + String.join(",", runs);
    }

    /** The page that shows a training's checkpoints. */
    public String trainingPage(String training) {
        return server + "/#/trainings/" + Access.encoded(training);
    }

    /** The checkpoints of a training, and what they are compared with. */
    public TrainingCurve training(String training) {
        return one(Paths.TRAININGS + "/" + Access.encoded(training), TrainingCurve.class);
    }

    public RunMetrics metrics(String run) {
        return one(path(run, Paths.METRICS), RunMetrics.class);
    }

    /** Current numbers, or empty if the service does not know the run yet. */
    public Optional<RunMetrics> metricsIfKnown(String run) {
        HttpResponse<InputStream> response = get(path(run, Paths.METRICS));
        return response.statusCode() == 404
                ? Optional.empty()
                : Optional.of(Answers.read(body(response), RunMetrics.class, from(response)));
    }

    /** A page of what could not be worked on, oldest first; {@code run} null: of all. */
    public List<DeadLetterLine> deadLetters(@Nullable String run, int page, int size) {
        return list(
                Paths.DEAD_LETTERS + "?page=" + page + "&size=" + size
                        + (run == null ? "" : "&run=" + Access.encoded(run)),
                DeadLetterLine.class);
    }

    /** Every prediction, and the line of JSON that it is. */
    public void export(String run, BiConsumer<ItemLine, String> lines) {
        HttpResponse<InputStream> response = get(path(run, Paths.EXPORT));
        requireOk(response);
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            reader.lines()
                    .filter(line -> !line.isBlank())
                    .forEach(line -> lines.accept(Answers.line(line, ItemLine.class, from(response)), line));
        } catch (IOException | UncheckedIOException e) {
            throw new CommandFailure("the export from " + server + " broke off: " + e.getMessage(), e);
        }
    }

    /** A line of JSON that an export passed on, read again. */
    public static ItemLine exported(String json) {
        return Answers.line(json, ItemLine.class, "a line of an export");
    }

    private static String path(String run, String rest) {
        // A path with one of these leads elsewhere.
        if (run.isEmpty() || run.equals(".") || run.equals("..")) {
            throw new CommandFailure("no run \"" + run + "\"; `vlmstream runs` lists them");
        }
        return Paths.RUN.replace("{run}", Access.encoded(run)) + rest;
    }

    private <T> T one(String path, Class<T> type) {
        HttpResponse<InputStream> response = get(path);
        return Answers.read(body(response), type, from(response));
    }

    private <T> List<T> list(String path, Class<T> type) {
        HttpResponse<InputStream> response = get(path);
        return Answers.list(body(response), type, from(response));
    }

    private InputStream body(HttpResponse<InputStream> response) {
        requireOk(response);
        return response.body();
    }

    private String from(HttpResponse<InputStream> response) {
        return "what " + server + " answered to " + response.uri().getPath();
    }

    private void requireOk(HttpResponse<InputStream> response) {
        if (response.statusCode() / 100 != 2) {
            throw new CommandFailure(errorOf(response));
        }
    }

    private String errorOf(HttpResponse<InputStream> response) {
        if (response.statusCode() == 401 || response.statusCode() == 403) {
            return access.refused(server, response.statusCode(), "reader");
        }
        Optional<String> error = Optional.empty();
        try (InputStream body = response.body()) {
            error = Answers.error(body.readAllBytes());
        } catch (IOException e) {
            // The status says enough.
        }
        return error.orElse(server + " answered " + response.uri().getPath() + " with status " + response.statusCode());
    }

    private HttpResponse<InputStream> get(String path) {
        try {
            return http.send(access.request(server + path, ANSWER).build(), HttpResponse.BodyHandlers.ofInputStream());
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
