package dev.vlmstream.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.evaluation.run.RunSpec;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.ManifestFields;
import dev.vlmstream.streaming.config.SoftwareVersion;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads a run manifest as JSON: {@code run, task, models}, and what else the run needs ({@link RunSettings}). */
final class JsonManifests {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonManifests() {}

    /**
     * @param run that the object names, or its record's header
     * @throws RejectedException naming all settings that are missing, unknown or wrong
     */
    static RunManifest parse(JsonNode json, String run) {
        try {
            Map<String, Object> given = new LinkedHashMap<>();
            ((ObjectNode) json)
                    .properties()
                    .forEach(entry -> given.put(entry.getKey(), JSON.convertValue(entry.getValue(), Object.class)));
            given.put(RunSettings.RUN.key(), Keys.requireRun(run));
            return ManifestFields.manifest(RunSpec.of(given).complete().fields(), SoftwareVersion.current());
        } catch (IllegalArgumentException e) {
            throw new RejectedException("run manifest: " + e.getMessage(), e);
        }
    }
}
