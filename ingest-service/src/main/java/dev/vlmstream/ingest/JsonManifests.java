package dev.vlmstream.ingest;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.datasets.JsonRecords;
import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.evaluation.run.RunSpec;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.ManifestFields;
import dev.vlmstream.streaming.config.SoftwareVersion;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a run manifest as JSON: {@code run, task, models}, and what else the run needs ({@link RunSettings}). */
public final class JsonManifests {

    private JsonManifests() {}

    /**
     * A manifest by itself, which names its run.
     *
     * @throws RejectedException naming line and column of what is no JSON, or all settings that are missing, unknown or wrong
     */
    public static RunManifest parse(byte[] json) {
        JsonNode tree = tree(json);
        return parse(tree, tree.path(RunSettings.RUN.key()).textValue());
    }

    private static JsonNode tree(byte[] json) {
        try {
            JsonNode tree = JsonRecords.tree(json);
            if (!tree.isObject()) {
                throw new RejectedException("run manifest: not a JSON object, but "
                        + (tree.isMissingNode() ? "empty" : "of type " + tree.getNodeType()));
            }
            return tree;
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String where = at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
            throw new RejectedException("run manifest: no JSON: " + where + e.getOriginalMessage(), e);
        }
    }

    /**
     * @param run that the object names, or its record's header
     * @throws RejectedException naming all settings that are missing, unknown or wrong
     */
    static RunManifest parse(JsonNode json, @Nullable String run) {
        try {
            Map<String, Object> given = new LinkedHashMap<>();
            ((ObjectNode) json)
                    .properties()
                    .forEach(entry ->
                            given.put(entry.getKey(), JsonRecords.MAPPER.convertValue(entry.getValue(), Object.class)));
            given.put(RunSettings.RUN.key(), Keys.requireRun(run));
            return ManifestFields.manifest(RunSpec.of(given).complete().fields(), SoftwareVersion.current());
        } catch (IllegalArgumentException e) {
            throw new RejectedException("run manifest: " + e.getMessage(), e);
        }
    }
}
