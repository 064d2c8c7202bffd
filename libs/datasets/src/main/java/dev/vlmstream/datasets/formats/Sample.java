package dev.vlmstream.datasets.formats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.datasets.Columns;
import dev.vlmstream.datasets.DatasetFiles;
import dev.vlmstream.datasets.InvalidItemException;
import dev.vlmstream.datasets.JsonRecords;
import dev.vlmstream.datasets.image.ImageData;
import java.nio.charset.CharacterCodingException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The members of one key: an image, and what is said of it. */
final class Sample {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    private final String key;
    private final ObjectNode fields = JsonNodeFactory.instance.objectNode();
    private final Map<String, ImageData> images = new LinkedHashMap<>();
    private final Set<String> others = new LinkedHashSet<>();
    private @Nullable String problem;

    Sample(String key) {
        this.key = key;
    }

    String key() {
        return key;
    }

    void image(String ending, ImageData image) {
        images.put(ending, image);
    }

    /** A member that is not read. */
    void other(String ending) {
        others.add(ending);
    }

    /** A member that cannot be used makes the sample unusable. */
    void bad(String why) {
        problem = problem == null ? why : problem;
    }

    void json(byte[] content) {
        try {
            if (JsonRecords.tree(content) instanceof ObjectNode object) {
                object.fields().forEachRemaining(field -> fields.set(field.getKey(), field.getValue()));
            } else {
                bad("its .json is no JSON object");
            }
        } catch (JsonProcessingException e) {
            bad("its .json is invalid JSON: " + e.getOriginalMessage());
        }
    }

    void text(String ending, byte[] content) {
        try {
            fields.put(ending, DatasetFiles.utf8(content).strip());
        } catch (CharacterCodingException e) {
            bad("its ." + ending + " is not UTF-8 text; save it as UTF-8");
        }
    }

    /** Of a shard whose samples lie in parts, some have only this, and some only the rest. */
    boolean isImageAlone() {
        return problem == null && fields.isEmpty() && others.isEmpty();
    }

    boolean hasImage() {
        return !images.isEmpty();
    }

    /** What there is to be mapped; a name that the JSON gives the image is not: the member's is its name. */
    Set<String> columns() {
        fields.remove("image");
        Set<String> columns = new LinkedHashSet<>(images.keySet());
        fields.fieldNames().forEachRemaining(columns::add);
        return columns;
    }

    /** The image; null if there is none. */
    @Nullable
    ImageData image(Columns columns) {
        return images.get(ending(columns));
    }

    private String ending(Columns columns) {
        if (images.size() > 1 && columns.of("image").isEmpty()) {
            throw new InvalidItemException("it has several images (" + String.join(", ", images.keySet())
                    + "), and an item takes one: --map image="
                    + images.keySet().iterator().next());
        }
        return columns.of("image")
                .orElseGet(
                        () -> images.isEmpty() ? "" : images.keySet().iterator().next());
    }

    /** @throws InvalidItemException if a member could not be read, or there is no telling which image is meant */
    ObjectNode fields(Columns columns) {
        if (problem != null) {
            throw new InvalidItemException(problem);
        }
        if (fields.isEmpty() && !others.isEmpty()) {
            throw new InvalidItemException("nothing is said of its image but in ." + String.join(", .", others)
                    + ", which is not read; write a class into .cls, or fields into .json");
        }
        ObjectNode row = columns.rename(fields);
        row.remove("name");
        if (image(columns) != null) {
            row.put("image", key + "." + ending(columns));
        }
        JsonNode label = fields.path("cls");
        if (NUMBER.matcher(label.asText()).matches() && columns.of("label").equals(Optional.of("cls"))) {
            row.put("label_idx", Integer.parseInt(label.asText()));
        }
        return row;
    }
}
