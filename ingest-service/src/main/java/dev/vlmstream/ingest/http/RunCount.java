package dev.vlmstream.ingest.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vlmstream.datasets.JsonRecords;
import dev.vlmstream.streaming.http.Problem;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How many items a run has. Whoever pushed them knows: the service does not, since of an item that came twice one counts. */
public record RunCount(
        @Schema(required = true, minimum = "0", description = "The number of different items of the run")
        long items) {

    /** @throws jakarta.ws.rs.WebApplicationException 400 if it is anything else */
    static RunCount parse(byte[] json) {
        try {
            JsonNode tree = JsonRecords.tree(json);
            JsonNode items = tree.path("items");
            if (tree.size() == 1 && items.isIntegralNumber() && items.canConvertToLong() && items.asLong() >= 0) {
                return new RunCount(items.asLong());
            }
            throw Problem.badRequest("send the number of items that were pushed, and nothing else: {\"items\": 500}");
        } catch (JsonProcessingException e) {
            throw Problem.badRequest("no JSON: " + e.getOriginalMessage());
        }
    }

    /** As anyone writes it to the topic. */
    public byte[] closingRecord(String run) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("run", run)
                .put("close", true)
                .put("items", items)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }
}
