package dev.vlmstream.scoring.http;

import dev.vlmstream.rest.Paths;
import dev.vlmstream.rest.metrics.GapTable;
import dev.vlmstream.scoring.comparisons.GapComparison;
import dev.vlmstream.scoring.http.QueryParameters.Flag;
import dev.vlmstream.streaming.http.Problem;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;

/** Runs over the same items as one argument. */
@Path(Paths.GAP)
@Produces(MediaType.APPLICATION_JSON)
public class GapResource {
    private final Runs runs;

    GapResource(Runs runs) {
        this.runs = runs;
    }

    /**
     * Every model under every setting, against the dual encoder.
     *
     * @param of the runs' ids, separated by commas
     */
    @GET
    @Operation(summary = "Every model of several runs under every setting, compared with a dual encoder")
    public GapTable gap(
            @RestQuery("runs") @NotNull @Pattern(regexp = "[^,]") String of,
            @RestQuery
                    @DefaultValue("false")
                    @Parameter(
                            description = "Give p even if a row and its reference did not choose from the same classes",
                            schema = @Schema(implementation = Boolean.class))
                    Flag unlike) {
        List<String> ids = of == null
                ? List.of()
                : Arrays.stream(of.split(","))
                        .filter(id -> !id.isEmpty())
                        .distinct()
                        .toList();
        if (ids.isEmpty()) {
            throw Problem.badRequest("name the runs: " + Paths.GAP + "?runs=A,B");
        }
        return GapComparison.of(ids.stream().map(runs::require).toList(), unlike.isSet());
    }
}
