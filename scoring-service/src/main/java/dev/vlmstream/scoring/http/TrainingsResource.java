package dev.vlmstream.scoring.http;

import dev.vlmstream.rest.Paths;
import dev.vlmstream.rest.metrics.TrainingCurve;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.scoring.metrics.TrainingCurves;
import dev.vlmstream.scoring.readmodel.ReadModel;
import dev.vlmstream.scoring.runs.RunView;
import dev.vlmstream.streaming.http.Problem;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Trainings whose checkpoints are judged while they are running. */
@Path(Paths.TRAININGS)
@Produces(MediaType.APPLICATION_JSON)
public class TrainingsResource {
    private final ReadModel readModel;

    TrainingsResource(ReadModel readModel) {
        this.readModel = readModel;
    }

    /** The names of the trainings, the one with the newest run first. */
    @GET
    @Operation(summary = "The trainings that the runs' tag training names")
    public List<String> list() {
        return readModel.manifests().stream()
                .map(TrainingCurves::trainingOf)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    @GET
    @Operation(summary = "A training's checkpoints by step, and the models they are compared with")
    @Path("{training}")
    public TrainingCurve curve(String training) {
        List<RunView> runs = readModel.manifests().stream()
                .filter(manifest -> TrainingCurves.trainingOf(manifest)
                        .filter(training::equals)
                        .isPresent())
                .map(RunManifest::getRun)
                .flatMap(run -> readModel.run(run).stream())
                .toList();
        if (runs.isEmpty()) {
            throw Problem.notFound("no run has the tag training=" + training + "; trainings: " + list());
        }
        return TrainingCurves.of(training, runs);
    }
}
