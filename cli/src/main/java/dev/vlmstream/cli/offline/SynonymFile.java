package dev.vlmstream.cli.offline;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.evaluation.rules.LabelNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Other names of labels in a file: the study's array of {@code {"label": …, "synonyms": [ … ]}}
 * ({@code imagenet_synonyms.json}), or an object of label → array of names.
 */
public final class SynonymFile {
    private static final String NONE = ": no synonyms could be read; they are written [{\"label\": …, \"synonyms\":"
            + " [ … ]}, …], or {LABEL: [ … ], …}";

    private SynonymFile() {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Line(String label, List<String> synonyms) {}

    /** @throws CommandFailure if there are none, or the file has another form */
    public static Map<String, List<String>> read(Path file) {
        try {
            JsonNode json = TextFile.json(file);
            List<LabelNames.Entry> entries = json.isArray() ? list(json) : object(json);
            if (entries.isEmpty()) {
                throw new IllegalArgumentException("it has none");
            }
            Map<String, List<String>> byLabel = new TreeMap<>();
            LabelNames.of(entries).byLabel().forEach((label, names) -> byLabel.put(label, List.copyOf(names)));
            return byLabel;
        } catch (JsonProcessingException e) {
            throw new CommandFailure(file + NONE, e);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(file + NONE + ": " + e.getMessage(), e);
        }
    }

    private static List<LabelNames.Entry> list(JsonNode json) throws JsonProcessingException {
        List<LabelNames.Entry> entries = new ArrayList<>();
        for (JsonNode node : json) {
            Line line = Json.MAPPER.treeToValue(node, Line.class);
            entries.add(new LabelNames.Entry(
                    "synonyms", line.label(), line.synonyms() == null ? List.of() : line.synonyms()));
        }
        return entries;
    }

    private static List<LabelNames.Entry> object(JsonNode json) throws JsonProcessingException {
        List<LabelNames.Entry> entries = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            String[] names = Json.MAPPER.treeToValue(entry.getValue(), String[].class);
            entries.add(new LabelNames.Entry("synonyms", entry.getKey(), List.of(names)));
        }
        return entries;
    }

    /**
     * Those of the run's own labels.
     *
     * @param classes empty where the run takes any label
     * @throws CommandFailure if none of the classes has any
     */
    public static Map<String, List<String>> of(Path file, List<String> classes) {
        Map<String, List<String>> byLabel = read(file);
        if (!classes.isEmpty()) {
            byLabel.keySet().retainAll(classes);
        }
        if (byLabel.isEmpty()) {
            throw new CommandFailure(
                    file + ": none of its labels is a class of the run; its labels must be the names of the classes");
        }
        return byLabel;
    }
}
