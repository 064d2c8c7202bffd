package dev.vlmstream.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** values.yaml: what stands in it, each under a comment that says what it means. */
record ValuesFile(List<Entry> entries) {
    private static final Pattern KEY = Pattern.compile("( *)([A-Za-z]+):.*");
    private static final int INDENT = 2;

    /**
     * A value, or several that belong together.
     *
     * @param path its keys, with dots between them
     * @param value what it is if nothing is said; empty of several
     */
    record Entry(String path, Optional<JsonNode> value, String meaning) {}

    static ValuesFile read() throws IOException {
        Path file = Chart.DIRECTORY.resolve("values.yaml");
        JsonNode values = Chart.YAML.readTree(file.toFile());
        List<String> lines = Files.readAllLines(file);
        List<Entry> entries = new ArrayList<>();
        List<String> path = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher key = KEY.matcher(lines.get(i));
            String comment = i == 0 ? "" : lines.get(i - 1).strip();
            if (!key.matches() || key.group(1).length() > path.size() * INDENT) {
                continue;
            }
            boolean group = i + 1 < lines.size() && lines.get(i + 1).matches(key.group(1) + " {2}#.*");
            if (!group && !comment.startsWith("# ")) {
                continue;
            }
            path.subList(key.group(1).length() / INDENT, path.size()).clear();
            path.add(key.group(2));
            if (comment.startsWith("# ")) {
                entries.add(new Entry(
                        String.join(".", path),
                        group ? Optional.empty() : Optional.of(values.at("/" + String.join("/", path))),
                        comment.substring(2)));
            }
        }
        return new ValuesFile(List.copyOf(entries));
    }
}
