package dev.vlmstream.cli.study;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.offline.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A manifest's keys with their values, and where they stand.
 *
 * @param lines of the keys, from 1
 */
record KeyLines(JsonNode values, Map<String, Integer> lines) {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** As they stand in the file. */
    List<String> keys() {
        List<String> keys = new ArrayList<>();
        values.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    int line(String key) {
        return lines.get(key);
    }

    /** @throws CommandFailure if the file cannot be read, or is no YAML with keys */
    static KeyLines read(Path file) {
        try {
            String text = TextFile.read(file);
            JsonNode values = YAML.readTree(text);
            if (!values.isObject()) {
                throw new CommandFailure(file + ": a manifest has lines \"key: value\"; dataset is one it needs");
            }
            return new KeyLines(values, linesOf(text));
        } catch (JsonProcessingException e) {
            throw new CommandFailure(file + YamlErrors.of(e), e);
        } catch (IOException e) {
            throw new CommandFailure(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Map<String, Integer> linesOf(String text) throws IOException {
        Map<String, Integer> lines = new HashMap<>();
        try (JsonParser parser = YAML.createParser(text)) {
            parser.nextToken();
            for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
                lines.put(key, parser.currentTokenLocation().getLineNr());
                parser.nextToken();
                parser.skipChildren();
            }
        }
        return lines;
    }
}
