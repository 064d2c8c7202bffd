package dev.vlmstream.datasets;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON item as someone pushed it.
 *
 * @param id the item's id
 * @param run the run it belongs to
 * @param imageAddress where the image lies, as written: a path or a {@code file:}, {@code http(s):} or {@code s3:}
 *     address. Null for a text-only item or where the image came as a {@code data:} URI. Beside image bytes it is
 *     only the image's name.
 * @param imageBytes the encoded image; null if it is to be fetched from the address. Not copied.
 * @param imageSha256 the image's digest, as the image store has it; beside it an image address is only the image's name
 * @param text the question; null where the run's own question is asked
 * @param label the class's name, or the right option's letter; null if only answers are given
 * @param choices labels to offer in that order; empty if not given
 * @param answers accepted answers of an open question; empty if not given
 * @param options the options' texts of a question that does not list them; empty if not given
 * @param ocrTokens words that a reader of text found in the image; empty if not given
 * @param className the class of the image that a question is about
 * @param group what an item has in common with those that belong together with it; null: it is for itself
 * @param category its kind, in levels from broad to narrow, separated by slashes; null: it has none
 * @param fields what else the wording of the run's benchmark names
 */
public record PushedItem(
        @Nullable String id,
        @Nullable String run,
        @Nullable String imageAddress,
        byte @Nullable [] imageBytes,
        @Nullable String imageSha256,
        @Nullable String text,
        @Nullable String label,
        @Nullable Integer labelIndex,
        @Nullable String split,
        List<String> choices,
        List<String> answers,
        List<String> options,
        List<String> ocrTokens,
        @Nullable String className,
        @Nullable String group,
        @Nullable String category,
        Map<String, String> fields) {
    public PushedItem {
        choices = List.copyOf(choices);
        answers = List.copyOf(answers);
        options = List.copyOf(options);
        ocrTokens = List.copyOf(ocrTokens);
        fields = fields.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** The same with an image that came beside it. */
    public PushedItem withImageBytes(byte[] bytes) {
        return new PushedItem(
                id,
                run,
                imageAddress,
                bytes,
                imageSha256,
                text,
                label,
                labelIndex,
                split,
                choices,
                answers,
                options,
                ocrTokens,
                className,
                group,
                category,
                fields);
    }
}
