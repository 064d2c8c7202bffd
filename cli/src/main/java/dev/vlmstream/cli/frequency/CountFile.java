package dev.vlmstream.cli.frequency;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.offline.TextFile;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.evaluation.frequency.FrequencyCounter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts in a file, {@code {"corpus": [FILE, …], "texts": N, "counts": {NAME: {"texts", "occurrences", "study"}}}}; whoever
 * has counts of their own writes {@code {NAME: N}}.
 */
public final class CountFile {
    /** Which of a name's counts is meant. */
    public static final List<String> KINDS = List.of("texts", "occurrences", "study");

    private CountFile() {}

    static ObjectNode json(FrequencyCounter counter, List<Path> corpus) {
        ObjectNode json = Json.object();
        corpus.forEach(file -> json.withArray("corpus").add(file.getFileName().toString()));
        json.put("texts", counter.texts());
        ObjectNode counts = json.putObject("counts");
        counter.counts()
                .forEach((name, count) -> counts.putObject(name)
                        .put("texts", count.texts())
                        .put("occurrences", count.occurrences())
                        .put("study", count.study()));
        return json;
    }

    /**
     * The counts of a run's classes.
     *
     * @param kind one of {@link #KINDS}
     * @param classes of the run; empty where it takes any label
     * @throws CommandFailure if one of them has no count, or the file has another form
     */
    public static Map<String, Long> read(Path file, String kind, List<String> classes) {
        if (!KINDS.contains(kind)) {
            throw new CommandFailure(
                    "there are the counts " + String.join(", ", KINDS) + "; \"" + kind + "\" is none of them");
        }
        Map<String, Long> counts = new TreeMap<>();
        JsonNode json = tree(file);
        (json.path("counts").isObject() ? json.path("counts") : json)
                .properties()
                .forEach(entry -> counts.put(entry.getKey(), count(file, entry, kind)));
        List<String> missing = new ArrayList<>(classes);
        missing.removeAll(counts.keySet());
        if (!missing.isEmpty()) {
            throw new CommandFailure(file + ": no count of " + missing.size() + " classes of the run, such as \""
                    + missing.get(0) + "\"; count again with the run's classes");
        }
        if (!classes.isEmpty()) {
            counts.keySet().retainAll(classes);
        }
        return counts;
    }

    private static long count(Path file, Map.Entry<String, JsonNode> entry, String kind) {
        JsonNode value = entry.getValue().isObject() ? entry.getValue().path(kind) : entry.getValue();
        if (!value.isIntegralNumber() || value.asLong() < 0) {
            throw new CommandFailure(file + ": \"" + entry.getKey() + "\" has no count: " + entry.getValue());
        }
        return value.asLong();
    }

    private static JsonNode tree(Path file) {
        JsonNode json = TextFile.json(file);
        if (!json.isObject()) {
            throw new CommandFailure(file + " has no counts; vlmstream frequency CORPUS --out FILE writes them");
        }
        return json;
    }
}
