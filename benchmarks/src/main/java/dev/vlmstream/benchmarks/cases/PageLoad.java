package dev.vlmstream.benchmarks.cases;

import dev.vlmstream.benchmarks.report.BenchmarkReport;
import dev.vlmstream.benchmarks.workload.Options;
import dev.vlmstream.benchmarks.workload.Outcomes;
import dev.vlmstream.benchmarks.workload.ProgressLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** What the page asks for when someone looks at a large run: time and size of every request, one after the other. */
public final class PageLoad {
    private static final int ITEMS = 50_000;
    private static final String RUN = "large";
    private static final List<String> MODELS = Outcomes.MODELS.subList(0, 3);
    private static final List<String> FIRST_VIEW = firstView(RUN, MODELS.get(0));
    private static final List<String> LATER = List.of(
            "/api/runs",
            "/api/runs/large/classes/columns",
            "/api/runs/large/confusions?model=text-a&size=24",
            "/api/runs/large/items?model=text-b&filter=all&page=2000&size=24&brief=true",
            "/api/runs/large/compare?first=text-a&second=ranking-a",
            "/api/runs/large/differences?first=text-a&second=ranking-a&right=any&page=0&size=20",
            "/api/gap?runs=large");
    private static final double GOAL_MILLIS = 1000;
    private static final int GOAL_BYTES = 1_000_000;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String server;

    private PageLoad(String server) {
        this.server = server;
    }

    private static List<String> firstView(String run, String model) {
        String of = "/api/runs/" + run;
        return List.of(
                of,
                of + "/metrics",
                "/api/dead-letters?run=" + run + "&page=0&size=200",
                of + "/items?model=" + model + "&filter=wrong&page=0&size=24&brief=true",
                of + "/pairs",
                of + "/curve",
                of + "/frequency");
    }

    /** How long the first view of a run takes, in milliseconds, with one request after the other. */
    static double firstView(String server, String run, String model) {
        PageLoad page = new PageLoad(server);
        return firstView(run, model).stream()
                .mapToDouble(path -> page.ask(path).millis())
                .sum();
    }

    private record Answer(String path, double millis, int bytes) {}

    public static BenchmarkReport measure(Options options) {
        int items = options.items(ITEMS);
        try (ScoringPipeline pipeline = ScoringPipeline.start(options, "page", MODELS, 4_000)) {
            ProgressLog.say(items + " items of " + Outcomes.CLASSES.size() + " classes");
            pipeline.score(RUN, items);
            PageLoad page = new PageLoad(pipeline.server());
            // Nobody has asked for anything of this run but its metrics.
            List<Answer> cold = page.ask();
            page.ask();
            return report(items, cold, page.ask());
        }
    }

    private List<Answer> ask() {
        List<Answer> answers = new ArrayList<>();
        FIRST_VIEW.forEach(path -> answers.add(ask(path)));
        LATER.forEach(path -> answers.add(ask(path)));
        return answers;
    }

    private Answer ask(String path) {
        long begun = System.nanoTime();
        try {
            HttpResponse<byte[]> answer = http.send(
                    HttpRequest.newBuilder(URI.create(server + path)).build(), HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(path + " is answered with status " + answer.statusCode());
            }
            return new Answer(path, (System.nanoTime() - begun) / 1e6, answer.body().length);
        } catch (IOException e) {
            throw new UncheckedIOException("no answer to " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static BenchmarkReport report(int items, List<Answer> cold, List<Answer> warm) {
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT,
                "| page, %,d items of %,d classes | first time | third time | bytes | goal |%n|---|---|---|---|---|%n",
                items,
                Outcomes.CLASSES.size()));
        double first = total(cold);
        table.append(
                row("first view", first, total(warm), bytes(cold.subList(0, FIRST_VIEW.size())), goal(first, cold)));
        IntStream.range(0, cold.size()).forEach(i -> {
            Answer answer = cold.get(i);
            String name = "`" + answer.path().replace("/api", "").replace("/runs/" + RUN, "…") + "`";
            table.append(row(name, answer.millis(), warm.get(i).millis(), answer.bytes(), "–"));
        });
        return new BenchmarkReport(
                "page", Map.of("items", items, "first", cold, "third", warm), List.of(), List.of(table.toString()));
    }

    private static String goal(double first, List<Answer> answers) {
        boolean met = first < GOAL_MILLIS && answers.stream().allMatch(answer -> answer.bytes() <= GOAL_BYTES);
        return String.format(
                Locale.ROOT, "< %.0f ms, no request over %,d bytes %s", GOAL_MILLIS, GOAL_BYTES, met ? "✓" : "✗");
    }

    private static double total(List<Answer> answers) {
        return answers.subList(0, FIRST_VIEW.size()).stream()
                .mapToDouble(Answer::millis)
                .sum();
    }

    private static int bytes(List<Answer> answers) {
        return answers.stream().mapToInt(Answer::bytes).sum();
    }

    private static String row(String name, double first, double third, int bytes, String goal) {
        return String.format(Locale.ROOT, "| %s | %.0f ms | %.0f ms | %,d | %s |%n", name, first, third, bytes, goal);
    }
}
