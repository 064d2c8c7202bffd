package dev.vlmstream.ingest.http;

import dev.vlmstream.datasets.store.StoreException;
import dev.vlmstream.ingest.ItemIntake;
import dev.vlmstream.ingest.RejectedException;
import dev.vlmstream.ingest.http.Summary.ItemsTaken;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.streaming.config.StreamConfig;
import dev.vlmstream.streaming.http.Problem;
import dev.vlmstream.streaming.images.ImageSource;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.zip.ZipException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.PartType;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** Items of a run: many as JSON Lines, or one with its image as a form. */
@Path("/api/runs/{run}/items")
@Produces(MediaType.APPLICATION_JSON)
public class ItemsResource {
    private final OpenRuns runs;
    private final Deliveries deliveries;
    private final MemoryBudget room;
    private final ImageSource images;
    private final StreamConfig config;
    private final Semaphore streams;

    ItemsResource(OpenRuns runs, Deliveries deliveries, MemoryBudget room, ImageSource images, StreamConfig config) {
        this.runs = runs;
        this.deliveries = deliveries;
        this.room = room;
        this.images = images;
        this.config = config;
        this.streams = new Semaphore(config.items().streams());
    }

    /** Takes items as fast as Kafka confirms them; the answer comes when it has all that can be asked. */
    @POST
    @Consumes({JsonLines.NDJSON, JsonLines.JSONL})
    @Blocking
    @Operation(summary = "Push items; an item that is sent twice counts once")
    @RequestBody(
            required = true,
            description = "One item per line, in the format of the topic items (docs/topics.md)",
            content = {
                @Content(mediaType = JsonLines.NDJSON, schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = JsonLines.JSONL, schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = MediaType.MULTIPART_FORM_DATA, schema = @Schema(implementation = ItemForm.class))
            })
    @APIResponse(
            responseCode = "202",
            description = "Kafka confirmed the accepted items; the body lists the refused lines",
            content = @Content(schema = @Schema(implementation = ItemsTaken.class)))
    @APIResponse(responseCode = "400", description = "There is no line, or the item of a form is refused")
    @APIResponse(responseCode = "404", description = "There is no such run")
    @APIResponse(
            responseCode = "408",
            description = "The body was cut off; the items before that may have been accepted")
    @APIResponse(responseCode = "409", description = "The run was closed or deleted")
    @APIResponse(responseCode = "411", description = "A form does not declare its length")
    @APIResponse(
            responseCode = "413",
            description =
                    "The body is larger than vlmstream.items.body-bytes, or the image than vlmstream.images.max-bytes")
    @APIResponse(responseCode = "415", description = "Neither JSON Lines nor a form")
    @APIResponse(
            responseCode = "429",
            description = "Too many requests are sending items; repeat it after Retry-After seconds")
    @APIResponse(
            responseCode = "503",
            description =
                    "Kafka did not confirm everything in time, or the image store is full or unavailable; repeat it after"
                            + " Retry-After seconds, which counts nothing twice")
    public Response lines(
            @Parameter(description = "The run's id") @PathParam("run") String run,
            @Parameter(description = "gzip, or none") @HeaderParam(HttpHeaders.CONTENT_ENCODING) @Nullable
                    String encoding,
            InputStream body)
            throws InterruptedException {
        try {
            return Response.accepted(JsonLines.isZipped(encoding) ? inTurnUnzipped(run, body) : inTurn(run, body))
                    .build();
        } catch (WebApplicationException e) {
            RestOfBody.skip(body);
            throw e;
        }
    }

    private ItemsTaken inTurnUnzipped(String run, InputStream body) throws InterruptedException {
        try (InputStream lines = JsonLines.unzipped(body)) {
            return inTurn(run, lines);
        } catch (IOException e) {
            throw noGzip(e);
        }
    }

    private static WebApplicationException noGzip(IOException e) {
        return Problem.badRequest("the body is not the gzip that Content-Encoding promises: " + e.getMessage());
    }

    private ItemsTaken inTurn(String run, InputStream body) throws InterruptedException {
        if (!streams.tryAcquire()) {
            throw Problem.tooMany("too many requests are sending items (vlmstream.items.streams is "
                    + config.items().streams() + ")");
        }
        try {
            return stream(runs.requireOpen(run), body);
        } finally {
            streams.release();
        }
    }

    private ItemsTaken stream(RunManifest manifest, InputStream body) throws InterruptedException {
        Summary summary = new Summary();
        ItemIntake intake = new ItemIntake(images, config);
        Deliveries.Delivery delivery = deliveries.begin(summary);
        try (JsonLines lines = new JsonLines(
                body, room, config.items().lineBytes(), config.items().bodyBytes(), summary)) {
            List<ItemIntake.Line> batch = next(lines, summary);
            while (!batch.isEmpty()) {
                for (ItemIntake.Taken taken : intake.take(batch, manifest, summary)) {
                    delivery.send(taken);
                }
                batch = next(lines, summary);
            }
            delivery.awaitAll();
        } catch (StoreException e) {
            throw ImagesResource.away(e);
        }
        ItemsTaken taken = summary.of(manifest.getRun());
        if (taken.accepted() + taken.refusedCount() == 0) {
            throw Problem.badRequest("the body has no line: send one JSON object per line, an item each");
        }
        return taken;
    }

    private static List<ItemIntake.Line> next(JsonLines lines, Summary summary) throws InterruptedException {
        try {
            return lines.next();
        } catch (ZipException e) {
            throw noGzip(e);
        } catch (IOException e) {
            throw Problem.brokeOff("the body was cut off after line " + lines.count() + " (" + e.getMessage()
                    + "): repeat the request; what was accepted (" + summary.accepted() + " items so far) counts once");
        }
    }

    @Schema(description = "One item, and its image")
    public static class ItemForm {
        @Schema(description = "An item as JSON, without its image", examples = "{\"label\": \"cat\"}")
        @RestForm
        @PartType(MediaType.TEXT_PLAIN)
        public @Nullable String item;

        @Schema(type = SchemaType.STRING, format = "binary", description = "The encoded image")
        @RestForm
        public @Nullable FileUpload image;
    }

    /** One item, for people with a command line. */
    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Blocking
    @Operation(hidden = true)
    public Response form(@PathParam("run") String run, ItemForm form) throws InterruptedException, IOException {
        RunManifest manifest = runs.requireOpen(run);
        if (form.item == null || form.image == null) {
            throw Problem.badRequest("a form has two parts: item, which is JSON, and image, which is a file");
        }
        if (form.image.size() > config.images().maxBytes()) {
            throw ImagesResource.tooLarge(config.images().maxBytes());
        }
        int bytes = room.take(form.image.size() + form.item.length());
        try {
            Summary summary = new Summary();
            Deliveries.Delivery delivery = deliveries.begin(summary);
            delivery.send(new ItemIntake.Taken(1, item(form, manifest)));
            delivery.awaitAll();
            return Response.accepted(summary.of(run)).build();
        } catch (RejectedException | IllegalArgumentException e) {
            throw Problem.badRequest(e.getMessage());
        } catch (StoreException e) {
            throw ImagesResource.away(e);
        } finally {
            room.giveBack(bytes);
        }
    }

    private Item item(ItemForm form, RunManifest manifest) throws IOException {
        byte[] image = Files.readAllBytes(form.image.uploadedFile());
        return new ItemIntake(images, config)
                .take(form.item.getBytes(StandardCharsets.UTF_8), image, form.image.fileName(), manifest);
    }

    /**
     * What of a body nobody wants any more. Many clients look for the answer only when they have sent all, and find a connection that was
     * closed instead; so some of the rest is read. Of one that has much more they see that it was cut off.
     */
    private static final class RestOfBody {
        private static final long MOST_BYTES = 64L << 20;
        private static final Duration PATIENCE = Duration.ofSeconds(5);
        /** For a piece that is not there yet. */
        private static final int PAUSES = 50;

        private static final int PAUSE_MILLIS = 10;

        private RestOfBody() {}

        static void skip(InputStream body) throws InterruptedException {
            long until = System.nanoTime() + PATIENCE.toNanos();
            byte[] piece = new byte[1 << 16];
            long skipped = 0;
            int paused = 0;
            try {
                while (skipped < MOST_BYTES && paused < PAUSES && System.nanoTime() < until) {
                    if (body.available() == 0) {
                        Thread.sleep(PAUSE_MILLIS);
                        paused++;
                        continue;
                    }
                    int count = body.read(piece);
                    if (count < 0) {
                        return;
                    }
                    skipped += count;
                    paused = 0;
                }
            } catch (IOException e) {
                // Whoever has gone does not wait for an answer.
            }
        }
    }
}
