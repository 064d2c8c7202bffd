package dev.vlmstream.scoring.http;

import dev.vlmstream.rest.runs.RunDetails;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.scoring.metrics.MeasuredRun;
import dev.vlmstream.scoring.runs.RunView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** A run's manifest as JSON: every field of its schema under the schema's name, and what is known of the run besides. */
final class ManifestDetails {
    private ManifestDetails() {}

    static RunDetails of(RunView view) {
        RunManifest manifest = view.manifest().orElseThrow();
        Map<String, Object> details = fields(manifest);
        details.put("classCount", manifest.getClasses().size());
        details.put("settings", SettingWords.of(manifest));
        details.put("complete", MeasuredRun.of(view).complete());
        return new RunDetails(details);
    }

    private static Map<String, Object> fields(IndexedRecord record) {
        Map<String, Object> fields = new LinkedHashMap<>();
        record.getSchema().getFields().forEach(field -> fields.put(field.name(), json(record.get(field.pos()))));
        return fields;
    }

    /** Null, numbers and booleans are what they are in JSON; enums become their names. */
    private static @Nullable Object json(Object value) {
        if (value instanceof IndexedRecord record) {
            return fields(record);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(ManifestDetails::json).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> entries = new LinkedHashMap<>();
            map.forEach((key, entry) -> entries.put(key.toString(), json(entry)));
            return entries;
        }
        return value == null || value instanceof Number || value instanceof Boolean ? value : value.toString();
    }
}
