package dev.vlmstream.cli.push;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Item;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Items as lines of JSON, as anyone pushes them: ingest reads the same item from them, with the same id. */
final class ItemLines {
    private ItemLines() {}

    /** One line, with its end. An image without bytes is named by its digest: the store has it. */
    static byte[] line(Item item) {
        ObjectNode line = Json.object().put("id", item.getItemId());
        ImageRef image = item.getImage();
        if (image != null) {
            line.put("image", image.getName()).put("image_sha256", image.getSha256());
            if (image.getBytes() != null) {
                line.put("image_bytes", image.getBytes().array());
            }
        }
        put(line, "text", item.getText());
        line.put("label", item.getLabel());
        if (item.getLabelIndex() != null) {
            line.put("label_idx", item.getLabelIndex());
        }
        put(line, "choices", item.getChoices());
        put(line, "answers", item.getAnswers());
        put(line, "options", item.getOptions());
        put(line, "ocr_tokens", item.getOcrTokens());
        put(line, "classname", item.getClassName());
        put(line, "group", item.getGroup());
        put(line, "category", item.getCategory());
        if (!item.getFields().isEmpty()) {
            ObjectNode fields = line.putObject("fields");
            item.getFields().forEach(fields::put);
        }
        return bytes(line);
    }

    private static void put(ObjectNode line, String field, @Nullable String text) {
        if (text != null) {
            line.put(field, text);
        }
    }

    private static void put(ObjectNode line, String field, List<String> texts) {
        if (!texts.isEmpty()) {
            texts.forEach(line.putArray(field)::add);
        }
    }

    private static byte[] bytes(ObjectNode line) {
        try {
            byte[] json = Json.MAPPER.writeValueAsBytes(line);
            byte[] ended = Arrays.copyOf(json, json.length + 1);
            ended[json.length] = '\n';
            return ended;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an item that was read can be written", e);
        }
    }
}
