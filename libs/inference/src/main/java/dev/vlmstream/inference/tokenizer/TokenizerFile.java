package dev.vlmstream.inference.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.inference.bundle.Jackson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A {@code tokenizer.json} that transformers.js reads and Hugging Face's own library does not, as Xenova/moondream2 has it: a
 * placeholder with an id below 0, which the library refuses, and a special token of the template under another name than its
 * own, on which it ends the process.
 */
final class TokenizerFile {
    private static final String ADDED = "added_tokens";
    private static final String TEMPLATE = "post_processor";
    private static final String SPECIAL = "special_tokens";

    private TokenizerFile() {}

    /** The library's tokenizer of a file, mended where that is needed; neither pads nor cuts texts. */
    static HuggingFaceTokenizer open(Path file) throws IOException {
        Optional<byte[]> mended = mended(file);
        if (mended.isPresent()) {
            Map<String, String> options = Map.of("padding", "false", "truncation", "false");
            return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(mended.get()), options);
        }
        return HuggingFaceTokenizer.builder()
                .optTokenizerPath(file)
                .optPadding(false)
                .optTruncation(false)
                .build();
    }

    /**
     * The file without the first and with the second under their own names; nothing where there are none, or the file is no
     * JSON: the library's own complaint is the one to hear then.
     *
     * @throws IllegalArgumentException if the template names special tokens that the file does not explain
     */
    static Optional<byte[]> mended(Path file) throws IOException {
        try {
            ObjectNode parts = parts(file);
            if (!removeBelowZero(parts) && unexplained(parts).isEmpty()) {
                return Optional.empty();
            }
            ObjectNode whole = (ObjectNode) tree(file);
            removeBelowZero(whole);
            whole.path(TEMPLATE).findParents(SPECIAL).forEach(TokenizerFile::nameByThemselves);
            if (!unexplained(whole).isEmpty()) {
                throw new IllegalArgumentException(TEMPLATE + " names the special tokens " + unexplained(whole)
                        + ", which its " + SPECIAL + " do not have");
            }
            return Optional.of(Jackson.MAPPER.writeValueAsBytes(whole));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** What is looked at, which as a rule comes before the vocabulary. */
    private static ObjectNode parts(Path file) throws IOException {
        ObjectNode parts = Jackson.MAPPER.createObjectNode();
        try (InputStream in = Files.newInputStream(file);
                JsonParser parser = Jackson.MAPPER.createParser(in)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return parts;
            }
            while (parts.size() < 2 && parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (name.equals(ADDED) || name.equals(TEMPLATE)) {
                    parts.set(name, parser.<JsonNode>readValueAsTree());
                } else {
                    parser.skipChildren();
                }
            }
        }
        return parts;
    }

    private static JsonNode tree(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Jackson.MAPPER.readTree(in);
        }
    }

    private static boolean removeBelowZero(ObjectNode root) {
        boolean removed = false;
        if (root.path(ADDED) instanceof ArrayNode added) {
            for (Iterator<JsonNode> tokens = added.iterator(); tokens.hasNext(); ) {
                if (tokens.next().path("id").asInt() < 0) {
                    tokens.remove();
                    removed = true;
                }
            }
        }
        return removed;
    }

    /** Special tokens that stand in a template without being explained beside it. */
    private static TreeSet<String> unexplained(ObjectNode root) {
        TreeSet<String> names = new TreeSet<>();
        for (JsonNode template : root.path(TEMPLATE).findParents(SPECIAL)) {
            for (JsonNode piece : template.findValues("SpecialToken")) {
                String name = piece.path("id").asText();
                if (!template.path(SPECIAL).has(name)) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    private static void nameByThemselves(JsonNode template) {
        ObjectNode own = Jackson.MAPPER.createObjectNode();
        template.path(SPECIAL).forEach(token -> own.set(token.path("id").asText(), token));
        ((ObjectNode) template).set(SPECIAL, own);
    }
}
