package dev.vlmstream.ingest.loads;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vlmstream.datasets.image.Digest;
import dev.vlmstream.streaming.http.Problem;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Which dataset is to be read, and how. */
@Schema(description = "A dataset to read")
public record LoadRequest(
        @Schema(
                required = true,
                description = "hf://datasets/OWNER/NAME[@REV][/CONFIG[/SPLIT]], https://HOST/FILE or s3://BUCKET/PATH,"
                        + " several files as shard-{000..099}.tar",
                examples = "https://data.example.org/photos-{00..09}.tar")
        @Nullable
        String dataset,

        @Schema(description = "The split to read, if there are several", nullable = true) @Nullable
        String split,

        @Schema(
                description = "Only the first items of the drawn order, at most this many",
                nullable = true,
                minimum = "1")
        @Nullable
        Integer limit,

        @JsonProperty("skip_bad")
        @Schema(
                name = "skip_bad",
                description = "How many unusable rows may be skipped",
                defaultValue = "0",
                minimum = "0")
        int skipBad,

        @Schema(description = "The column of each field whose name differs") @Nullable
        Map<String, String> map,

        @Schema(description = "Close the run when all items are accepted", defaultValue = "false")
        boolean close) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final int LONGEST_ADDRESS = 4096;

    /** @throws jakarta.ws.rs.WebApplicationException 400 saying what is wrong */
    static LoadRequest parse(byte[] json) {
        try {
            LoadRequest request = JSON.readValue(json, LoadRequest.class);
            if (request == null
                    || request.dataset() == null
                    || request.dataset().isBlank()) {
                throw Problem.badRequest("name the dataset's address: {\"dataset\": \"https://HOST/FILE\"}");
            }
            if (request.dataset().length() > LONGEST_ADDRESS) {
                throw Problem.badRequest("an address may have at most " + LONGEST_ADDRESS + " characters");
            }
            if (request.skipBad() < 0 || request.limit() != null && request.limit() < 1) {
                throw Problem.badRequest("\"skip_bad\" must be 0 or more, \"limit\" 1 or more");
            }
            return request;
        } catch (UnrecognizedPropertyException e) {
            throw Problem.badRequest("there is no \"" + e.getPropertyName()
                    + "\"; the fields are dataset, split, limit, skip_bad, map and close");
        } catch (JsonMappingException e) {
            String field = e.getPath().isEmpty()
                    ? "the body"
                    : "\"" + e.getPath().get(0).getFieldName() + "\"";
            throw Problem.badRequest(field + " cannot be read: " + e.getOriginalMessage());
        } catch (JsonProcessingException e) {
            throw Problem.badRequest("no JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new IllegalStateException("bytes at hand are read", e);
        }
    }

    Map<String, String> columns() {
        return map == null ? Map.of() : map;
    }

    /** The same that is asked for again is the same load; how many rows may be left out, and whether the run is closed, may change. */
    String id() {
        String asked = dataset + "\n" + split + "\n" + limit + "\n" + new TreeMap<>(columns());
        return Digest.name(asked);
    }
}
