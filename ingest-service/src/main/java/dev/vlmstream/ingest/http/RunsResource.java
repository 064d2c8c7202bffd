package dev.vlmstream.ingest.http;

import dev.vlmstream.ingest.JsonManifests;
import dev.vlmstream.ingest.KnownRun;
import dev.vlmstream.ingest.RejectedException;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.ManifestFields;
import dev.vlmstream.streaming.http.Problem;
import dev.vlmstream.streaming.tables.Tables;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.unchecked.Unchecked;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.logging.Logger;

/** Opens and closes runs. */
@Path("/api/runs")
@Produces(MediaType.APPLICATION_JSON)
public class RunsResource {
    private static final Logger LOG = Logger.getLogger(RunsResource.class);
    /** A manifest of ImageNet-21k's classes with synonyms and counts has about three. */
    private static final int MEBIBYTES = 4;

    private final ItemsChannel items;
    private final Tables.Runs runs;
    private final OpenRuns open;
    /** A body may become a tree of many times its size: one is read at a time. */
    private final Object reading = new Object();

    RunsResource(ItemsChannel items, Tables.Runs runs, OpenRuns open) {
        this.items = items;
        this.runs = runs;
        this.open = open;
    }

    /**
     * Takes a manifest, unless something is wrong with it. The answer comes when the run is open: of two manifests of one id, at
     * whichever replicas, the loop takes the first on the topic.
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Blocking
    @Operation(summary = "Open a run; repeating it changes nothing")
    @RequestBody(required = true, content = @Content(schema = @Schema(ref = IngestOpenApi.RUN_SETTINGS)))
    @APIResponse(
            responseCode = "202",
            description =
                    "The run is open; the body is the manifest as ingest understood it, with every field of RunManifest.avsc",
            content = @Content(schema = @Schema(type = SchemaType.OBJECT)))
    @APIResponse(responseCode = "400", description = "The JSON or the run is invalid; every problem is on a line")
    @APIResponse(responseCode = "409", description = "The run exists with other settings, or was deleted")
    @APIResponse(responseCode = "413", description = "The manifest is too large for this interface or for the topic")
    @APIResponse(responseCode = "415", description = "Not of the type application/json")
    @APIResponse(
            responseCode = "503",
            description =
                    "Kafka did not confirm it in time, too many requests wait, or it waits behind other records; repeat it"
                            + " after Retry-After seconds")
    public Uni<Response> open(InputStream request) throws IOException {
        byte[] body = read(request);
        RunManifest manifest = manifest(body);
        runs.table().rows().stream()
                .filter(known -> known.getRun().equals(manifest.getRun()))
                .findFirst()
                .ifPresent(known -> requireSame(known, manifest));
        return items.send(manifest.getRun(), body)
                .onFailure()
                .transform(failure -> notSent(manifest.getRun(), failure))
                .invoke(() -> open.opened(manifest.getRun()))
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(Unchecked.function(sent -> opened(manifest)));
    }

    private Response opened(RunManifest manifest) throws InterruptedException {
        requireSame(open.require(manifest.getRun()), manifest);
        return Response.accepted(ManifestFields.of(manifest)).build();
    }

    /** Says how many items a run has; the answer comes when Kafka has that for good. */
    @POST
    @Path("/{run}/close")
    @Consumes(MediaType.APPLICATION_JSON)
    @Blocking
    @Operation(summary = "Close a run whose items were all pushed; repeating it changes nothing")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = RunCount.class)))
    @APIResponse(
            responseCode = "202",
            description = "Kafka confirmed it",
            content = @Content(schema = @Schema(implementation = RunCount.class)))
    @APIResponse(responseCode = "400", description = "The body is not the number of items")
    @APIResponse(responseCode = "404", description = "There is no such run")
    @APIResponse(responseCode = "409", description = "The run has other items, or another number, or was deleted")
    @APIResponse(responseCode = "413", description = "The body is too large")
    @APIResponse(responseCode = "415", description = "Not of the type application/json")
    @APIResponse(
            responseCode = "503",
            description = "Kafka did not confirm it in time; repeat it after Retry-After seconds")
    public Uni<Response> close(
            @Parameter(description = "The run's id") @PathParam("run") String run, InputStream request)
            throws IOException, InterruptedException {
        RunCount count = RunCount.parse(read(request));
        RunManifest manifest = open.require(run);
        try {
            KnownRun.requireItems(manifest, count.items(), count.itemsDigest());
        } catch (RejectedException e) {
            throw Problem.conflict(e.getMessage());
        }
        return items.send(run, count.closingRecord(run))
                .replaceWith(() -> Response.accepted(count).build())
                .onFailure()
                .transform(failure -> notSent(run, failure));
    }

    private static byte[] read(InputStream request) throws IOException {
        byte[] body = request.readNBytes((MEBIBYTES << 20) + 1);
        if (body.length > MEBIBYTES << 20) {
            throw Problem.tooLarge("a manifest over HTTP may have at most " + MEBIBYTES
                    + " MiB; write a larger one as a record to the topic items");
        }
        return body;
    }

    private RunManifest manifest(byte[] body) {
        try {
            synchronized (reading) {
                return JsonManifests.parse(body);
            }
        } catch (RejectedException e) {
            throw Problem.badRequest(e.getMessage());
        }
    }

    private static void requireSame(RunManifest known, RunManifest manifest) {
        try {
            KnownRun.requireSame(known, manifest);
        } catch (RejectedException e) {
            throw Problem.conflict(e.getMessage());
        }
    }

    private static WebApplicationException notSent(String run, Throwable failure) {
        if (failure instanceof RecordTooLargeException) {
            return Problem.tooLarge("larger than the topic takes: " + failure.getMessage());
        }
        LOG.warnf(
                "the manifest of run %s was not sent: %s",
                run, failure.getCause() == null ? failure : failure.getCause());
        return Problem.unavailable(
                "Kafka did not confirm the manifest in time, or too many wait for that; it may still arrive,"
                        + " and it is safe to repeat the request");
    }
}
