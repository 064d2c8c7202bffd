package dev.vlmstream.cli.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.inference.FloatBytes;
import dev.vlmstream.schemas.Features;
import dev.vlmstream.schemas.ImageRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a file of features will hold: one row per item, sorted by item so that the order depends on nothing but the data.
 *
 * @param run whose
 * @param task of the run
 * @param model whose features
 * @param kind image_embeds, last, …
 * @param software version that wrote the run's manifest
 * @param classes names, whose places are the labels' numbers: the run's, then labels that are none of them
 */
record FeatureIndex(
        String run,
        String task,
        String model,
        String kind,
        String software,
        List<String> classes,
        List<FeatureRow> rows) {
    FeatureIndex {
        classes = List.copyOf(classes);
        rows = List.copyOf(rows);
    }

    Map<String, Integer> places() {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            places.put(rows.get(i).item(), i);
        }
        return places;
    }

    /** Each row's number of its label among the classes; -1 where it has none. */
    long[] labels() {
        Map<String, Long> numbers = new HashMap<>();
        classes.forEach(name -> numbers.putIfAbsent(name, (long) numbers.size()));
        return rows.stream()
                .mapToLong(row -> row.label() == null ? -1 : numbers.get(row.label()))
                .toArray();
    }

    /** The bundles' digests; several where the bundle changed during the run. */
    String digests() {
        TreeSet<String> digests = new TreeSet<>();
        rows.forEach(row -> digests.add(row.digest()));
        return String.join(",", digests);
    }

    /** @throws CommandFailure unless all rows have one shape and type, which arrays need */
    FeatureRow uniform(String format) {
        FeatureRow first = rows.get(0);
        for (FeatureRow row : rows) {
            if (!row.shape().equals(first.shape()) || row.dtype() != first.dtype()) {
                throw new CommandFailure("a " + format + " file holds one array, but " + kind + " of " + model
                        + " differ: " + description(first) + ", " + description(row)
                        + "; --format parquet takes them as they are");
            }
        }
        return first;
    }

    private static String description(FeatureRow row) {
        return row.shape() + " " + row.dtype().id() + " of item " + row.item();
    }

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
}
