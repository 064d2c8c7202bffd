package dev.vlmstream.datasets;

import dev.vlmstream.datasets.image.ImageData;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One line of a dataset, one file of an image folder, or one sample of an archive: all but the image's bytes.
 *
 * @param itemId see {@link ItemIds}
 * @param image where the image lies; null if the item is text only or its image lies at a remote address
 * @param imageName the image as the dataset names it (a path, or an address such as {@code s3://…})
 * @param text the question; null where the run's own question is asked
 * @param label the class's name, or the right option's letter; null if only answers are given
 * @param labelIndex the line's {@code label_idx}, else the label's place in the class list, else null. Where the list
 *     names a class twice it counts both, unlike {@link Dataset#classes()}.
 * @param split the line's split
 * @param answers accepted answers of an open question; empty if there are none
 * @param options the options' texts of a question that does not list them; empty if there are none
 * @param ocrTokens words that a reader of text found in the image; empty if not given
 * @param className the class of the image that a question is about
 * @param group what an item has in common with those that belong together with it; null: it is for itself
 * @param category its kind, in levels from broad to narrow, separated by slashes; null: it has none
 * @param extra the line's other fields, in their order
 * @param position its place among the rows of its split, counted from 0, those that cannot be used included
 * @param place where it stands, for messages: {@code line 3}
 */
public record DatasetItem(
        String itemId,
        @Nullable ImageData image,
        @Nullable String imageName,
        @Nullable String text,
        @Nullable String label,
        @Nullable Integer labelIndex,
        @Nullable String split,
        List<String> answers,
        List<String> options,
        List<String> ocrTokens,
        @Nullable String className,
        @Nullable String group,
        @Nullable String category,
        Map<String, Object> extra,
        long position,
        String place) {
    public DatasetItem {
        if (itemId == null || itemId.isBlank()) {
            throw new IllegalArgumentException("an item needs an id, got " + itemId);
        }
        if (imageName == null && text == null) {
            throw new IllegalArgumentException("item " + itemId + " has neither an image nor a text");
        }
        answers = List.copyOf(answers);
        options = List.copyOf(options);
        ocrTokens = List.copyOf(ocrTokens);
        extra = extra.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(extra));
    }

    /**
     * Its other fields of these names, as text; those that are empty, or no texts, numbers or truth values, are left out.
     * Tables write {@code nan} into cells that have nothing.
     */
    public Map<String, String> fields(Collection<String> names) {
        Map<String, String> fields = new TreeMap<>();
        for (String name : names) {
            Object value = extra.get(name);
            String text = value == null || value instanceof Collection || value instanceof Map ? "" : value.toString();
            if (!text.isBlank() && !text.equals("nan")) {
                fields.put(name, text);
            }
        }
        return fields;
    }

    DatasetItem withLabelIndex(@Nullable Integer index) {
        return new DatasetItem(
                itemId, image, imageName, text, label, index, split, answers, options, ocrTokens, className, group,
                category, extra, position, place);
    }
}
