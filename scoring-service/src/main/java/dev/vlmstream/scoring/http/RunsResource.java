package dev.vlmstream.scoring.http;

import dev.vlmstream.scoring.metrics.Curve;
import dev.vlmstream.scoring.metrics.RunMetrics;
import dev.vlmstream.scoring.readmodel.Board;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestQuery;

/** The runs and their numbers. */
@Path("/api/runs")
@Produces(MediaType.APPLICATION_JSON)
public class RunsResource {
    private final Board board;
    private final Runs runs;

    @Inject
    RunsResource(Board board, Runs runs) {
        this.board = board;
        this.runs = runs;
    }

    /** The runs, newest first; with {@code archived} those, too, that were put away. */
    @GET
    @Operation(summary = "The runs, newest first")
    public List<RunSummary> list(@RestQuery @DefaultValue("false") String archived) {
        boolean all = Flags.of("archived", archived);
        return board.manifests().stream()
                .filter(manifest -> all || !manifest.getArchived())
                .flatMap(manifest -> board.run(manifest.getRun()).stream())
                .map(RunSummary::of)
                .toList();
    }

    @GET
    @Operation(summary = "A run's manifest, and whether it is complete")
    @Path("{run}")
    public RunDetails details(String run) {
        return RunDetails.of(runs.require(run));
    }

    @GET
    @Operation(summary = "A run's numbers, by model and rule")
    @Path("{run}/metrics")
    public RunMetrics metrics(String run) {
        return RunMetrics.of(runs.require(run));
    }

    @GET
    @Operation(summary = "Accuracy over time, with its confidence band")
    @Path("{run}/curve")
    public Curve curve(String run) {
        return Curve.of(runs.require(run));
    }
}
