package dev.vlmstream.scoring.http;

import dev.vlmstream.rest.MakingProgress;
import dev.vlmstream.rest.Paths;
import dev.vlmstream.scoring.readmodel.ReadModel;
import dev.vlmstream.streaming.http.Problem;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Datasets of questions that are being made. */
@Path(Paths.MAKINGS)
@Produces(MediaType.APPLICATION_JSON)
public class GenerationsResource {
    private final ReadModel readModel;

    GenerationsResource(ReadModel readModel) {
        this.readModel = readModel;
    }

    @GET
    @Operation(
            summary = "The datasets of questions that are being made or were made, newest first, with their progress")
    public List<MakingProgress> list() {
        return readModel.generations().all();
    }

    @GET
    @Operation(summary = "The progress of one dataset of questions")
    @Path("{making}")
    public MakingProgress one(String making) {
        return readModel
                .generations()
                .find(making)
                .orElseThrow(() -> Problem.notFound("no making \"" + making + "\"; "
                        + Runs.listed("makings", readModel.generations().all(), MakingProgress::making)));
    }
}
