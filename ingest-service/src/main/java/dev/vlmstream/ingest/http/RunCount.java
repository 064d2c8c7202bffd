package dev.vlmstream.ingest.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.datasets.JsonRecords;
import dev.vlmstream.datasets.image.Digest;
import dev.vlmstream.streaming.http.Problem;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How many items a run has, and which. Whoever pushed them knows: the service does not, since of an item that came twice one counts.
 *
 * @param itemsDigest as {@link dev.vlmstream.datasets.ItemIds#digest}; null: it is not said
 */
@Schema(additionalProperties = Schema.False.class)
public record RunCount(
        @Schema(required = true, minimum = "0", description = "The number of different items of the run")
        long items,

        @Schema(
                pattern = "^" + Digest.PATTERN + "$",
                description = "Which they are: the SHA-256 of their ids, sorted, each with a line feed behind it")
        @JsonProperty(DIGEST)
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable
        String itemsDigest) {
    private static final String DIGEST = "items_digest";

    /** @throws jakarta.ws.rs.WebApplicationException 400 if it is anything else */
    static RunCount parse(byte[] json) {
        try {
            JsonNode tree = JsonRecords.tree(json);
            JsonNode items = tree.path("items");
            JsonNode digest = tree.path(DIGEST);
            // To JSON, 5.0 is a whole number, too.
            boolean isCount = items.isNumber()
                    && items.canConvertToExactIntegral()
                    && items.canConvertToLong()
                    && items.asLong() >= 0;
            boolean isDigest = digest.isMissingNode() || digest.isTextual() && Digest.isOne(digest.textValue());
            if (isCount && isDigest && tree.size() == (digest.isMissingNode() ? 1 : 2)) {
                return new RunCount(items.asLong(), digest.textValue());
            }
            throw Problem.badRequest("send the number of items that were pushed, and with it at most their digest:"
                    + " {\"items\": 500}");
        } catch (JsonProcessingException e) {
            throw Problem.badRequest("no JSON: " + e.getOriginalMessage());
        }
    }

    /** As anyone writes it to the topic. */
    public byte[] closingRecord(String run) {
        ObjectNode record = JsonNodeFactory.instance
                .objectNode()
                .put("run", run)
                .put("close", true)
                .put("items", items);
        if (itemsDigest != null) {
            record.put(DIGEST, itemsDigest);
        }
        return record.toString().getBytes(StandardCharsets.UTF_8);
    }
}
