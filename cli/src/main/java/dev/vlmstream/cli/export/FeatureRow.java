package dev.vlmstream.cli.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.inference.FloatBytes;
import dev.vlmstream.schemas.Features;
import dev.vlmstream.schemas.ImageRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One item's features without their values.
 *
 * @param image as the dataset names it; null where the item has none
 * @param label null where none is known
 * @param prompt what a hidden state belongs to; null where it is the image alone
 * @param layout image_features: source height and width, grid rows and columns; else empty
 */
record FeatureRow(
        String item,
        @Nullable String image,
        @Nullable String label,
        String digest,
        @Nullable String prompt,
        List<Integer> layout,
        List<Integer> shape,
        FloatBytes dtype) {
    FeatureRow {
        layout = List.copyOf(layout);
        shape = List.copyOf(shape);
    }

    /** @throws CommandFailure if shape and bytes do not agree */
    static FeatureRow of(Features features, @Nullable String label) {
        ImageRef image = features.getQuestion().getImage();
        FeatureRow row = new FeatureRow(
                features.getQuestion().getItemId(),
                image == null ? null : image.getName(),
                label,
                features.getModelDigest(),
                features.getPrompt(),
                features.getLayout(),
                features.getShape(),
                FloatBytes.of(features.getDtype()));
        if (features.getData().remaining() != row.bytes()) {
            throw new CommandFailure("features of item " + row.item() + " have "
                    + features.getData().remaining() + " bytes; shape " + row.shape() + " in " + row.dtype.id()
                    + " needs " + row.bytes());
        }
        return row;
    }

    /** Length of the values. */
    long bytes() {
        return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact) * dtype.size();
    }

    /** The line about this row in the file beside an array. */
    ObjectNode line(int row) {
        ObjectNode line = Json.object().put("row", row).put("item", item);
        line.put("image", image).put("label", label).put("digest", digest);
        if (prompt != null) {
            line.put("prompt", prompt);
        }
        if (!layout.isEmpty()) {
            layout.forEach(line.putArray("layout")::add);
        }
        return line;
    }
}
