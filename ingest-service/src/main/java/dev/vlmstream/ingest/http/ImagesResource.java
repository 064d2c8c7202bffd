package dev.vlmstream.ingest.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.datasets.JsonRecords;
import dev.vlmstream.datasets.image.Digest;
import dev.vlmstream.datasets.store.ImageStore;
import dev.vlmstream.datasets.store.StoreException;
import dev.vlmstream.ingest.ImageCheck;
import dev.vlmstream.preprocessing.header.InvalidImageException;
import dev.vlmstream.streaming.config.StreamConfig;
import dev.vlmstream.streaming.http.Problem;
import dev.vlmstream.streaming.images.ImageSource;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The image store's door: what it lacks, and where that is brought. */
@Path("/api/images")
@Produces(MediaType.APPLICATION_JSON)
public class ImagesResource {
    private static final Logger LOG = Logger.getLogger(ImagesResource.class);
    static final int MOST_DIGESTS = 10_000;
    /** Of these, with a space or two between them. */
    private static final int LARGEST_LIST = 1 << 20;

    private final ImageSource images;
    private final ImageCheck check;
    private final long maxBytes;
    private final MemoryBudget room;

    ImagesResource(ImageSource images, StreamConfig config, MemoryBudget room) {
        this.images = images;
        this.check = ImageCheck.of(config.images());
        this.maxBytes = config.images().maxBytes();
        this.room = room;
    }

    /** Which of some images are not kept. */
    @POST
    @Path("/missing")
    @Consumes(MediaType.APPLICATION_JSON)
    @Blocking
    @Operation(summary = "Which of these images the store lacks")
    @RequestBody(
            required = true,
            description = "At most 10,000 SHA-256 digests in lower-case hexadecimal",
            content = @Content(schema = @Schema(ref = IngestOpenApi.DIGESTS)))
    @APIResponse(responseCode = "200", description = "Those that are not stored, in no order")
    @APIResponse(responseCode = "400", description = "Not an array of digests, or too many")
    @APIResponse(responseCode = "404", description = "There is no image store; send the bytes inside items")
    @APIResponse(responseCode = "413", description = "The body is too large")
    @APIResponse(responseCode = "415", description = "Not of the type application/json")
    @APIResponse(responseCode = "503", description = "The store is unavailable; repeat it after Retry-After seconds")
    public Set<String> missing(InputStream body) throws IOException {
        List<String> digests = digests(body.readNBytes(LARGEST_LIST + 1));
        try {
            return store().missing(digests);
        } catch (StoreException e) {
            throw away(e);
        }
    }

    private static List<String> digests(byte[] json) {
        if (json.length > LARGEST_LIST) {
            throw Problem.tooLarge("send an array of at most " + MOST_DIGESTS + " digests");
        }
        try {
            JsonNode tree = JsonRecords.tree(json);
            if (!tree.isArray() || tree.size() > MOST_DIGESTS) {
                throw Problem.badRequest("send an array of at most " + MOST_DIGESTS + " digests");
            }
            List<String> digests = new ArrayList<>();
            tree.forEach(digest -> digests.add(digest.isTextual() ? digest.textValue() : digest.toString()));
            digests.forEach(ImagesResource::requireDigest);
            return digests;
        } catch (JsonProcessingException e) {
            throw Problem.badRequest("no JSON: " + e.getOriginalMessage());
        }
    }

    /** Keeps an image. */
    @PUT
    @Path("/{digest}")
    @Consumes(MediaType.WILDCARD)
    @Blocking
    @Operation(summary = "Store an image; repeating it changes nothing")
    @RequestBody(
            required = true,
            description = "The encoded image, whatever its declared type",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "204", description = "It is stored")
    @APIResponse(
            responseCode = "400",
            description = "The bytes have another digest, or are not an image that the services can decode")
    @APIResponse(responseCode = "404", description = "There is no image store; send the bytes inside items")
    @APIResponse(responseCode = "413", description = "It has more bytes than vlmstream.images.max-bytes")
    @APIResponse(
            responseCode = "503",
            description =
                    "The store is full or unavailable, or too much is sent at once; repeat it after Retry-After seconds")
    public Response keep(
            @Parameter(
                            description = "SHA-256 of the bytes, in lower-case hexadecimal",
                            schema = @Schema(type = SchemaType.STRING, pattern = "^" + Digest.PATTERN + "$"))
                    @PathParam("digest")
                    String digest,
            @Parameter(hidden = true) @HeaderParam("Content-Length") @Nullable Long length,
            InputStream body)
            throws IOException, InterruptedException {
        requireDigest(digest);
        ImageStore store = store();
        if (length != null && length > maxBytes) {
            throw tooLarge(maxBytes);
        }
        int taken = room.take(length == null ? maxBytes : length);
        try {
            byte[] bytes = body.readNBytes((int) Math.min(Integer.MAX_VALUE - 8L, maxBytes + 1));
            requireImage(digest, bytes);
            store.put(digest, bytes);
            return Response.noContent().build();
        } catch (StoreException e) {
            throw away(e);
        } finally {
            room.giveBack(taken);
        }
    }

    private void requireImage(String digest, byte[] bytes) {
        if (bytes.length > maxBytes) {
            throw tooLarge(maxBytes);
        }
        String own = Digest.of(bytes);
        if (!own.equals(digest)) {
            throw Problem.badRequest("the bytes have the SHA-256 " + own + ", not " + digest);
        }
        try {
            check.mediaType(bytes);
        } catch (InvalidImageException e) {
            throw Problem.badRequest(digest + ": " + e.getMessage());
        }
    }

    static WebApplicationException tooLarge(long maxBytes) {
        return Problem.tooLarge("the image has more than the " + maxBytes + " bytes of vlmstream.images.max-bytes");
    }

    private static void requireDigest(String digest) {
        if (digest == null || !Digest.isOne(digest)) {
            throw Problem.badRequest("\"" + digest + "\" is no SHA-256 in lower-case hexadecimal");
        }
    }

    private ImageStore store() {
        return images.store()
                .orElseThrow(() -> Problem.notFound(
                        "there is no image store (vlmstream.images.store is none); send the bytes inside items"));
    }

    static RuntimeException away(StoreException e) {
        LOG.warn(e.getMessage());
        return Problem.unavailable(e.getMessage());
    }
}
