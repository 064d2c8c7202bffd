package dev.vlmstream.ingest.loads;

import dev.vlmstream.ingest.http.OpenRuns;
import dev.vlmstream.schemas.DatasetLoad;
import dev.vlmstream.streaming.http.Problem;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.TimeoutException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Datasets that the service reads by itself. */
@Path("/api/runs/{run}/datasets")
@Produces(MediaType.APPLICATION_JSON)
public class DatasetsResource {
    private static final int MOST_BYTES = 1 << 16;

    private final DatasetLoads loads;
    private final LoadTable book;
    private final OpenRuns runs;

    DatasetsResource(DatasetLoads loads, LoadTable book, OpenRuns runs) {
        this.loads = loads;
        this.book = book;
        this.runs = runs;
    }

    /** Begins to read a dataset in the background. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Blocking
    @Operation(
            summary =
                    "Read a dataset from an address into a run; repeating it resumes a failed load, or changes nothing")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = LoadRequest.class)))
    @APIResponse(
            responseCode = "202",
            description = "The dataset will be read, is being read, or was read",
            content = @Content(schema = @Schema(implementation = LoadStatus.class)))
    @APIResponse(
            responseCode = "400",
            description = "The JSON or the address is invalid, or the address is not allowed")
    @APIResponse(responseCode = "404", description = "There is no such run")
    @APIResponse(responseCode = "409", description = "The run was closed or deleted")
    @APIResponse(responseCode = "413", description = "The body is too large")
    @APIResponse(responseCode = "415", description = "Not of the type application/json")
    @APIResponse(responseCode = "429", description = "Too many datasets wait; repeat it after Retry-After seconds")
    @APIResponse(
            responseCode = "503",
            description = "Kafka did not confirm it in time; repeat it after Retry-After seconds")
    public Response read(@Parameter(description = "The run's id") @PathParam("run") String run, InputStream body)
            throws IOException, InterruptedException {
        byte[] json = body.readNBytes(MOST_BYTES + 1);
        if (json.length > MOST_BYTES) {
            throw Problem.tooLarge("an address and its columns may have at most " + MOST_BYTES + " bytes");
        }
        LoadRequest request = LoadRequest.parse(json);
        return Response.accepted(LoadStatus.of(begun(run, request))).build();
    }

    private DatasetLoad begun(String run, LoadRequest request) throws InterruptedException {
        try {
            return loads.ask(runs.requireOpen(run), request);
        } catch (TimeoutException | KafkaException e) {
            throw Problem.unavailable("Kafka did not confirm it in time; it is safe to repeat the request");
        }
    }

    @GET
    @Blocking
    @Operation(summary = "The loads of a run, newest first")
    public List<LoadStatus> list(@Parameter(description = "The run's id") @PathParam("run") String run) {
        return book.of(run).stream().map(LoadStatus::of).toList();
    }

    @GET
    @Path("/{load}")
    @Blocking
    @Operation(summary = "The progress of a load")
    @APIResponse(
            responseCode = "200",
            description = "Its progress",
            content = @Content(schema = @Schema(implementation = LoadStatus.class)))
    @APIResponse(responseCode = "404", description = "There is no such load")
    public LoadStatus one(
            @Parameter(description = "The run's id") @PathParam("run") String run,
            @Parameter(description = "The load's name, as the request for it returned it") @PathParam("load")
                    String load) {
        return LoadStatus.of(require(run, load));
    }

    private DatasetLoad require(String run, String load) {
        return book.find(run, load)
                .orElseThrow(
                        () -> Problem.notFound("no dataset \"" + load + "\" was requested for run \"" + run + "\""));
    }

    /** Ends the reading of a dataset; what was sent stays. */
    @DELETE
    @Path("/{load}")
    @Blocking
    @Operation(summary = "Cancel a load; items that were accepted remain")
    @APIResponse(
            responseCode = "200",
            description = "It is cancelled, or had ended before",
            content = @Content(schema = @Schema(implementation = LoadStatus.class)))
    @APIResponse(responseCode = "404", description = "There is no such load")
    public LoadStatus cancel(
            @Parameter(description = "The run's id") @PathParam("run") String run,
            @Parameter(description = "The load's name, as the request for it returned it") @PathParam("load")
                    String load)
            throws InterruptedException {
        DatasetLoad there = require(run, load);
        if (!LoadState.of(there).isFinal()) {
            loads.cancel(there);
        }
        return LoadStatus.of(require(run, load));
    }

    /** How far the reading of a dataset is. */
    @Schema(description = "The progress of a load")
    public record LoadStatus(
            String run,
            @Schema(description = "Its name within the run") String load,

            @Schema(description = "The dataset's address, without query and fragment")
            String dataset,

            @Schema(nullable = true) @Nullable String split,

            @Schema(
                    enumeration = {"waiting", "fetching", "reading", "pushing", "done", "failed", "cancelled"},
                    description = "The last three are final; repeating the request resumes a load that failed")
            String state,

            @Schema(nullable = true, description = "Why it failed, or what it waits for") @Nullable
            String error,

            long fetchedBytes,

            @Schema(description = "The bytes of all files, as far as they are known")
            long bytes,

            @Schema(nullable = true, description = "The number of the dataset's items, once it was read") @Nullable
            Long items,

            @Schema(description = "The number of items that Kafka confirmed")
            long accepted,

            @Schema(description = "The number of items that were refused")
            long refusedCount,

            @Schema(description = "The first twenty refused items, the skipped rows, and what was decided, a line each")
            List<String> told,

            @Schema(description = "The replica that reads it")
            String replica,

            @Schema(description = "When it was requested, in milliseconds since the epoch")
            long requestedAt,

            @Schema(description = "When the replica last reported, in milliseconds since the epoch")
            long heardAt) {

        static LoadStatus of(DatasetLoad load) {
            return new LoadStatus(
                    load.getRun(),
                    load.getLoad(),
                    load.getAddress().replaceFirst("[?#].*", ""),
                    load.getSplit(),
                    load.getState(),
                    load.getError(),
                    load.getFetchedBytes(),
                    load.getBytes(),
                    load.getItems(),
                    load.getAccepted(),
                    load.getRefused(),
                    load.getTold(),
                    load.getReplica(),
                    load.getRequestedAt(),
                    load.getHeardAt());
        }
    }
}
