package dev.vlmstream.datasets;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Reads one record or line of JSON as a tree, and no more of it than a tree has room for: a few bytes of {@code [],[],…}
 * take some hundred bytes of memory. Who writes a key twice meant one of the two, and is told.
 */
public final class JsonRecords {
    /** The depth of brackets. */
    public static final int DEPTH = 100;
    /** Values, names and brackets; a manifest of all of ImageNet-21k with synonyms has a fifth of it. */
    public static final int TOKENS = 1_000_000;

    private static final Pattern ADVICE =
            Pattern.compile("(?: for `\\w+`)?: (?:enable|not allowed when) `\\w+\\.\\w+`.*");
    private static final ObjectReader TREE = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .maxTokenCount(TOKENS)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build()
            .readerFor(JsonNode.class);

    /** For whatever is no record of somebody else's: what is written, and small files. */
    public static final ObjectMapper MAPPER = new ObjectMapper();

    private JsonRecords() {}

    /** @throws JsonProcessingException if it is not one value of JSON, or a larger one than is read; the message says which */
    public static JsonNode tree(byte[] json) throws JsonProcessingException {
        try {
            JsonNode tree = TREE.readTree(json);
            return escapesSurrogates(json) ? requireWhole(tree) : tree;
        } catch (JsonProcessingException e) {
            throw inWords(e);
        } catch (IOException e) {
            // Jackson tells UTF-8 from UTF-16 and UTF-32, and says so where bytes are none of the three.
            throw new JsonParseException(null, e.getMessage(), e);
        }
    }

    /** @throws JsonProcessingException if it is not one value of JSON, or a larger one than is read; the message says which */
    public static JsonNode tree(String json) throws JsonProcessingException {
        try {
            JsonNode tree = TREE.readTree(json);
            return json.contains("\\u") ? requireWhole(tree) : tree;
        } catch (JsonProcessingException e) {
            throw inWords(e);
        }
    }

    private static boolean escapesSurrogates(byte[] json) {
        for (int i = 0; i + 2 < json.length; i++) {
            if (json[i] == '\\' && json[i + 1] == 'u' && (json[i + 2] | 0x20) == 'd') {
                return true;
            }
        }
        return false;
    }

    /**
     * Half a character would become a question mark in UTF-8, so that two names that differ only there would become one. In the names of
     * fields, Jackson itself refuses it.
     */
    private static JsonNode requireWhole(JsonNode tree) throws JsonProcessingException {
        if (tree.isTextual() && !StandardCharsets.UTF_8.newEncoder().canEncode(tree.textValue())) {
            throw new JsonParseException(
                    null,
                    "half a character in \"" + InvalidItemException.shown(tree.textValue())
                            + "\": Python writes file names this way that are not UTF-8; rename the files");
        }
        for (JsonNode child : tree) {
            requireWhole(child);
        }
        return tree;
    }

    /** Jackson's advice is for whoever wrote the program, not for whoever wrote the JSON, in Python most often. */
    private static JsonProcessingException inWords(JsonProcessingException e) {
        String message = ADVICE.matcher(e.getOriginalMessage()).replaceFirst("");
        if (message.equals(e.getOriginalMessage())) {
            return e;
        }
        String cure = message.startsWith("Non-standard token") ? " is no JSON; write null instead" : "";
        return new JsonParseException((JsonParser) e.getProcessor(), message + cure, e.getLocation(), e);
    }
}
