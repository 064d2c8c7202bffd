package dev.vlmstream.scoring.http;

import dev.vlmstream.rest.Paths;
import dev.vlmstream.rest.metrics.Curve;
import dev.vlmstream.rest.metrics.RunMetrics;
import dev.vlmstream.rest.runs.RunDetails;
import dev.vlmstream.rest.runs.RunSummary;
import dev.vlmstream.scoring.http.QueryParameters.Flag;
import dev.vlmstream.scoring.metrics.Curves;
import dev.vlmstream.scoring.metrics.MeasuredRun;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestQuery;

/** The runs and their numbers. */
@Path(Paths.RUNS)
@Produces(MediaType.APPLICATION_JSON)
public class RunsResource {
    private final RunSummaries summaries;
    private final Runs runs;

    RunsResource(RunSummaries summaries, Runs runs) {
        this.summaries = summaries;
        this.runs = runs;
    }

    /** The runs, newest first; with {@code archived} archived ones, too. */
    @GET
    @Operation(summary = "The runs, newest first")
    public List<RunSummary> list(
            @RestQuery @DefaultValue("false") @Parameter(schema = @Schema(implementation = Boolean.class))
                    Flag archived) {
        return summaries.list(archived.isSet());
    }

    @GET
    @Operation(
            summary = "A run's manifest, and whether the run is complete",
            description =
                    "Every field of the manifest's schema under its name there; classes, synonyms and frequencies in"
                            + " full")
    @APIResponse(
            responseCode = "200",
            description = "The manifest",
            content = @Content(schema = @Schema(ref = "RunDetails")))
    @Path("{run}")
    public RunDetails details(String run) {
        return ManifestDetails.of(runs.require(run));
    }

    @GET
    @Operation(summary = "A run's numbers, by model and rule")
    @Path("{run}" + Paths.METRICS)
    public RunMetrics metrics(String run) {
        return MeasuredRun.of(runs.require(run));
    }

    @GET
    @Operation(summary = "Accuracy over time, with its confidence band")
    @Path("{run}" + Paths.CURVE)
    public Curve curve(String run) {
        return Curves.of(runs.require(run));
    }
}
