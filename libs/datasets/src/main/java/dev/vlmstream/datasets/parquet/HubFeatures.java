package dev.vlmstream.datasets.parquet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.vlmstream.datasets.JsonRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the hub's library says of the columns in a file's metadata, under the key {@code huggingface}.
 *
 * @param features by column; nothing where the file has none
 */
record HubFeatures(JsonNode features) {
    static HubFeatures of(Map<String, String> metadata) {
        String json = metadata.get("huggingface");
        try {
            return new HubFeatures(
                    json == null
                            ? MissingNode.getInstance()
                            : JsonRecords.tree(json).path("info").path("features"));
        } catch (JsonProcessingException e) {
            // Whoever wrote it meant nothing by it; the columns speak for themselves.
            return new HubFeatures(MissingNode.getInstance());
        }
    }

    /** The names of a class label's numbers, in their order; empty if the column is none. */
    List<String> classNames(String column) {
        JsonNode feature = features.path(column);
        List<String> names = new ArrayList<>();
        if (feature.path("_type").asText().equals("ClassLabel")) {
            feature.path("names").forEach(name -> names.add(name.asText()));
        }
        return names;
    }

    /** The columns that are images. */
    List<String> images() {
        List<String> images = new ArrayList<>();
        features.fields().forEachRemaining(feature -> {
            if (feature.getValue().path("_type").asText().equals("Image")) {
                images.add(feature.getKey());
            }
        });
        return images;
    }
}
