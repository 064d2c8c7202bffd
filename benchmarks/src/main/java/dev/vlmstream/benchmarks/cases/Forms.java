package dev.vlmstream.benchmarks.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.benchmarks.report.BenchmarkReport;
import dev.vlmstream.benchmarks.workload.FreshStacks;
import dev.vlmstream.benchmarks.workload.Options;
import dev.vlmstream.benchmarks.workload.Options.MissingException;
import dev.vlmstream.benchmarks.workload.ProgressLog;
import dev.vlmstream.local.JavaCommand;
import dev.vlmstream.local.LocalStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The same photos as folders, shards, Parquet and TSV by Kafka, and as JSON Lines by HTTP: the same item ids, the same answers, the
 * same numbers to the digit. Pushed once more under another prompt, store and broker grow by what was asked and answered alone.
 */
public final class Forms {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODEL = "emoji-clip";
    private static final int ITEMS = 10_000;
    private static final int LARGEST_GROWTH = 4096;
    private static final double SECOND = 1e9;

    private final Options options;
    private final LocalStack stack;
    private final Path forms;
    private final int items;
    private final StringBuilder table = new StringBuilder(
            "| pushed as | by | items/s, until all are answered | broker and store grew by, bytes per item |\n|---|---|---|---|\n");

    private Forms(Options options, LocalStack stack, Path forms, int items) {
        this.options = options;
        this.stack = stack;
        this.forms = forms;
        this.items = items;
    }

    /** @throws IllegalStateException if anything differs, or too much is kept */
    public static BenchmarkReport measure(Options options) {
        if (!options.hasPython()) {
            throw new MissingException("forms are written in Python, with Pillow and pyarrow: name one with --python");
        }
        int items = options.items(ITEMS);
        var config = FreshStacks.fresh(options, "forms");
        Path forms = config.data().resolveSibling("forms-data");
        FreshStacks.delete(forms);
        Path classes = options.home().resolve("demo/data/emoji/emoji_classes.json");
        ProgressLog.say("writing " + items + " photos in four forms");
        String shards = Commands.run(List.of(
                options.python(),
                options.script("forms.py"),
                options.photos().toString(),
                classes.toString(),
                forms.toString(),
                String.valueOf(items)));
        try (LocalStack stack = LocalStack.start(
                config.withModels(List.of(options.home().resolve("demo/models").resolve(MODEL)), List.of()))) {
            return new Forms(options, stack, forms, items)
                    .compare(JSON.readTree(shards).path("shards").asInt());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            FreshStacks.delete(forms);
        }
    }

    private BenchmarkReport compare(int shards) throws IOException {
        List<String> kafka = List.of(
                "--bootstrap", stack.bootstrap(), "--ingest", stack.ingest().orElseThrow());
        List<String> http = List.of("--http", stack.ingest().orElseThrow());
        String archive =
                shards == 1 ? "shards-000.tar" : String.format(Locale.ROOT, "shards-{000..%03d}.tar", shards - 1);
        push("folders", "folders", "Kafka", kafka);
        push("WebDataset", archive, "Kafka", kafka);
        push("Parquet", "parquet", "Kafka", kafka);
        push("TSV", "forms.tsv", "Kafka", kafka);
        push("JSON Lines", "folders/forms.jsonl", "HTTP", http);
        List<String> otherwise = new ArrayList<>(kafka);
        otherwise.addAll(List.of("--template", "a picture of a {}"));
        long growth = push("folders, another prompt", "folders", "Kafka", otherwise);
        List<String> first = answers("folders");
        for (String run : List.of("WebDataset", "Parquet", "TSV", "JSON-Lines")) {
            List<String> others = answers(run);
            if (!others.equals(first)) {
                throw new IllegalStateException(
                        run + " has other items or answers than folders: " + difference(first, others));
            }
            requireSameNumbers(run);
        }
        if (growth >= LARGEST_GROWTH) {
            throw new IllegalStateException("another prompt took " + growth + " bytes per item");
        }
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("items", items);
        settings.put("bytesOfAnImage", bytes(forms.resolve("folders")) / items);
        settings.put("answersCompared", first.size());
        return new BenchmarkReport("forms", settings, List.of(), List.of(table.toString()));
    }

    private void requireSameNumbers(String run) throws IOException {
        JsonNode expected = JSON.readTree(get("/api/runs/folders/metrics")).at("/models/0/rules");
        JsonNode found = JSON.readTree(get("/api/runs/" + run + "/metrics")).at("/models/0/rules");
        if (expected.isEmpty() || !expected.equals(found)) {
            throw new IllegalStateException(run + ": " + found + ", folders: " + expected);
        }
    }

    private static String difference(List<String> first, List<String> others) {
        for (int i = 0; i < Math.min(first.size(), others.size()); i++) {
            if (!first.get(i).equals(others.get(i))) {
                return first.get(i) + " is not " + others.get(i);
            }
        }
        return first.size() + " are not " + others.size();
    }

    /** @return by how many bytes per item what is kept grew */
    private long push(String form, String path, String way, List<String> more) throws IOException {
        String run = form.replaceAll("[^A-Za-z]+", "-");
        long before = kept();
        long begun = System.nanoTime();
        List<String> command = JavaCommand.java();
        command.addAll(List.of(
                "-Xmx256m",
                "-Dvlmstream.home=" + options.home(),
                "-cp",
                options.home().resolve("cli/target/vlmstream-cli.jar").toString(),
                "dev.vlmstream.cli.Main",
                "push",
                forms.resolve(path).toString(),
                "--run",
                run,
                "--task",
                "zero-shot",
                "--models",
                MODEL,
                "--classes",
                forms.resolve("classes.json").toString(),
                "--server",
                stack.server(),
                "--wait"));
        command.addAll(more);
        Commands.run(command);
        double seconds = (System.nanoTime() - begun) / SECOND;
        long growth = (kept() - before) / items;
        table.append(String.format(Locale.ROOT, "| %s | %s | %.0f | %d |%n", form, way, items / seconds, growth));
        ProgressLog.say(String.format(Locale.ROOT, "%s by %s: %.0f s, %d bytes per item", form, way, seconds, growth));
        return growth;
    }

    private long kept() throws IOException {
        return bytes(options.stackData("forms"));
    }

    /** As the disk counts them: files of an index are long before they are full. */
    private static long bytes(Path directory) {
        String[] counted = Commands.run(List.of("du", "-s", "--block-size=1", "--exclude=logs", directory.toString()))
                .split("\\s");
        return Long.parseLong(counted[0]);
    }

    /** Of every item its label, and what was ranked how. */
    private List<String> answers(String run) throws IOException {
        List<String> answers = new ArrayList<>();
        for (String line : get("/api/runs/" + run + "/export").split("\n")) {
            JsonNode one = JSON.readTree(line);
            answers.add(one.path("item").asText() + " " + one.path("label") + " " + one.path("ranking") + " "
                    + one.path("rules"));
        }
        answers.sort(String::compareTo);
        return answers;
    }

    private String get(String path) {
        try {
            HttpResponse<String> response = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(stack.server() + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(path + ": " + response.body());
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
