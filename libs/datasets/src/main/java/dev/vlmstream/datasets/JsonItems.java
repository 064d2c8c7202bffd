package dev.vlmstream.datasets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.datasets.image.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object with the study's field names: {@code image} (a path, an address, or a {@code data:} URI),
 * {@code text}, {@code label}, {@code label_idx}, {@code split}, and besides {@code id}, {@code run}, {@code
 * image_bytes} (base64), {@code image_sha256} (of an image that the store has), {@code choices}, {@code answers}, and the fields of questions by the names that
 * benchmarks give them ({@code question}, {@code answer}, {@code options}, {@code ocr_tokens}, {@code classname}, {@code group},
 * {@code category}, and in {@code fields}, an object of texts, what else the wording of the run's benchmark names). Other
 * fields are ignored.
 */
public final class JsonItems {
    private JsonItems() {}

    /** @throws InvalidItemException if the bytes are no JSON object, or as for {@link #parse(JsonNode)} */
    public static PushedItem parse(byte[] json) {
        try {
            return parse(JsonRecords.tree(json));
        } catch (JsonProcessingException e) {
            throw new InvalidItemException("invalid JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** @throws InvalidItemException if required fields are missing or one has the wrong type; the message names them */
    public static PushedItem parse(JsonNode json) {
        if (!json.isObject()) {
            throw new InvalidItemException("an item must be a JSON object, got "
                    + (json.isMissingNode()
                            ? "nothing"
                            : "a JSON " + json.getNodeType().name().toLowerCase(Locale.ROOT)));
        }
        Fields fields = new Fields(json);
        QuestionFields question = new QuestionFields(fields);
        requireFields(fields, question);
        String image = fields.image();
        boolean inline = image != null && Base64Image.isDataUri(image);
        return new PushedItem(
                fields.text("id"),
                fields.text("run"),
                inline ? null : image,
                inline ? dataUri(image) : imageBytes(fields),
                sha256(fields),
                question.text(),
                question.label(),
                fields.integer("label_idx"),
                fields.text("split"),
                fields.texts("choices"),
                question.answers(),
                question.options(),
                question.ocrTokens(),
                question.className(),
                question.text() == null ? null : fields.scalar("group"),
                question.text() == null ? null : fields.scalar("category"),
                fields.named("fields"));
    }

    /**
     * The id that a line has, or gets from its image's name, text and label; empty where its own fields do not tell. For
     * lines that cannot be read as a whole.
     */
    public static Optional<String> id(JsonNode json) {
        Fields fields = new Fields(json);
        QuestionFields question = new QuestionFields(fields);
        try {
            if (fields.has("id")) {
                return Optional.of(fields.text("id"));
            }
            String image = fields.image();
            boolean unnamed = image == null ? fields.has("image_bytes") : Base64Image.isDataUri(image);
            String name = image == null ? sha256(fields) : image;
            return unnamed ? Optional.empty() : Optional.of(ItemIds.of(name, question.text(), question.label()));
        } catch (InvalidItemException e) {
            return Optional.empty();
        }
    }

    /** Names what is missing of: an image or a text, and a label or answers. */
    static List<String> missing(boolean question, boolean reference) {
        List<String> missing = new ArrayList<>();
        if (!question) {
            missing.add("'image' (or 'text' for a question without an image)");
        }
        if (!reference) {
            missing.add("'label' (or 'answers' for an open question)");
        }
        return missing;
    }

    private static void requireFields(Fields fields, QuestionFields question) {
        List<String> missing = missing(
                fields.image() != null
                        || fields.has("image_bytes")
                        || fields.has("image_sha256")
                        || question.text() != null,
                fields.has("label")
                        || fields.has("answer")
                        || !question.answers().isEmpty());
        if (!missing.isEmpty()) {
            throw new InvalidItemException("missing " + String.join(" and ", missing));
        }
    }

    private static byte @Nullable [] imageBytes(Fields fields) {
        String encoded = fields.text("image_bytes");
        return encoded == null ? null : Base64Image.decode(encoded, "field 'image_bytes'");
    }

    private static @Nullable String sha256(Fields fields) {
        String digest = fields.text("image_sha256");
        if (digest != null && !Digest.isOne(digest)) {
            throw new InvalidItemException(
                    "field 'image_sha256' must be the image's SHA-256 in lower-case hexadecimal, 64 digits");
        }
        return digest;
    }

    private static byte[] dataUri(String uri) {
        int comma = uri.indexOf(',');
        if (comma < 0 || !uri.substring(0, comma).endsWith(";base64")) {
            throw new InvalidItemException("field 'image' is a data: URI without ';base64,'");
        }
        return Base64Image.decode(uri.substring(comma + 1), "the data: URI in field 'image'");
    }

    /**
     * What the lines of question-answering benchmarks have, under the names that are in use: the question in {@code text},
     * {@code question} or {@code query}; the right answer in {@code label} or {@code answer}, or several in {@code answers};
     * {@code options}, {@code ocr_tokens}, {@code classname}.
     */
    record QuestionFields(Fields fields) {
        /** The question. */
        @Nullable
        String text() {
            return fields.anyText("text", "question", "query");
        }

        /** The label or the one answer; null where only several are given. */
        @Nullable
        String label() {
            return fields.has("label") ? fields.scalar("label") : fields.scalar("answer");
        }

        List<String> answers() {
            return fields.texts("answers");
        }

        List<String> options() {
            return fields.texts("options");
        }

        List<String> ocrTokens() {
            return fields.texts("ocr_tokens");
        }

        @Nullable
        String className() {
            return fields.anyText("classname", "class_name");
        }

        boolean hasReference() {
            String label = label();
            return label != null && !label.isBlank() || !answers().isEmpty();
        }
    }
}
