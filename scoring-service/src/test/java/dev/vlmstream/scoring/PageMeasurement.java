package dev.vlmstream.scoring;

import dev.vlmstream.schemas.RunManifest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Measures what the page asks for at its first view of a large run: time and size of every request. Needs a stack that is
 * up; fills its topics with a run of three models, unless it is there already. Run with the test class path; arguments: the
 * broker (host:port), the page's address, items (50000), classes (1000). Ends with status 1 where a request is over 1 MB or
 * the requests of a first view together take more than a second.
 */
public final class PageMeasurement {
    private static final List<String> MODELS = List.of("clip", "llava", "llava-tuned");
    private static final List<String> FIRST_VIEW =
            List.of("", "/metrics", "/curve", "/pairs", "/items?model=clip&filter=wrong&page=0&size=24&brief=true");
    private static final List<String> LATER = List.of(
            "/classes/columns",
            "/confusions?model=clip&size=24",
            "/items?model=llava&filter=all&page=2000&size=24&brief=true",
            "/compare?first=clip&second=llava",
            "/differences?first=clip&second=llava&right=any&page=0&size=20");

    private final HttpClient http = HttpClient.newHttpClient();
    private final String server;
    private boolean within = true;

    private PageMeasurement(String server) {
        this.server = server.replaceFirst("/+$", "");
    }

    public static void main(String[] arguments) throws Exception {
        int items = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 50_000;
        int classes = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 1000;
        String run = "page-" + items + "-" + classes;
        PageMeasurement page = new PageMeasurement(arguments[1]);
        if (page.ask("/api/runs/" + run).statusCode() == 404) {
            fill(arguments[0], run, items, classes);
        }
        page.awaitComplete(run);
        for (int round = 0; round < 3; round++) {
            page.measure(run);
        }
        System.exit(page.within ? 0 : 1);
    }

    private static void fill(String bootstrap, String run, int items, int classes) {
        List<String> names =
                IntStream.range(0, classes).mapToObj(c -> "class number " + c).toList();
        try (Pusher pusher = new Pusher(bootstrap)) {
            pusher.push(RunManifest.newBuilder(Events.manifest(run, "open-world", items, MODELS.toArray(String[]::new)))
                    .setClasses(names)
                    .build());
            for (int item = 0; item < items; item++) {
                String id = "item-" + item;
                String label = names.get(item % classes);
                String other = names.get((item * 7 + 1) % classes);
                pusher.push(Events.reference(run, id, label));
                pusher.push(
                        Events.ranking(run, id, "clip", item % 4 == 0 ? other : label, names.get(item / 3 % classes)));
                pusher.push(Events.text(run, id, "llava", "This is a " + (item % 5 == 0 ? label : other) + "."));
                pusher.push(Events.text(run, id, "llava-tuned", "This is a " + (item % 3 == 0 ? other : label) + "."));
            }
        }
    }

    private void awaitComplete(String run) throws Exception {
        HttpResponse<byte[]> metrics = ask("/api/runs/" + run + "/metrics");
        while (metrics.statusCode() == 404 || !new String(metrics.body(), "UTF-8").contains("\"complete\":true")) {
            Thread.sleep(500);
            metrics = ask("/api/runs/" + run + "/metrics");
        }
    }

    private void measure(String run) throws Exception {
        double first = timed("/api/runs");
        for (String path : FIRST_VIEW) {
            first += timed("/api/runs/" + run + path);
        }
        System.out.printf("first view, one request after the other: %.0f ms%n", first);
        within &= first < 1000;
        for (String path : LATER) {
            timed("/api/runs/" + run + path);
        }
        timed("/api/gap?runs=" + run);
    }

    private double timed(String path) throws Exception {
        long begun = System.nanoTime();
        HttpResponse<byte[]> answer = ask(path);
        double ms = (System.nanoTime() - begun) / 1e6;
        System.out.printf("%8.1f ms %9d bytes  %d  %s%n", ms, answer.body().length, answer.statusCode(), path);
        within &= answer.statusCode() == 200 && answer.body().length <= 1_000_000;
        return ms;
    }

    private HttpResponse<byte[]> ask(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(server + path)).build(), HttpResponse.BodyHandlers.ofByteArray());
    }
}
