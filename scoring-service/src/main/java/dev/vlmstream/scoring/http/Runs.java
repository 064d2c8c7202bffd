package dev.vlmstream.scoring.http;

import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.scoring.readmodel.ReadModel;
import dev.vlmstream.scoring.runs.RunView;
import dev.vlmstream.streaming.http.Problem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Finds runs by name; an error lists those there are. */
@Singleton
public class Runs {
    private final ReadModel readModel;

    @Inject
    Runs(ReadModel readModel) {
        this.readModel = readModel;
    }

    public RunView require(String run) {
        return readModel.run(run).orElseThrow(() -> Problem.notFound("no run \"" + run + "\"; " + known()));
    }

    /** @throws jakarta.ws.rs.WebApplicationException 400 naming the models there are */
    void requireModel(String parameter, RunView view, @Nullable String model) {
        if (model == null || !view.models().contains(model)) {
            String models = "; its models: " + String.join(", ", view.models());
            throw Problem.badRequest(
                    model == null
                            ? parameter + " is missing: a model of the run" + models
                            : "no model \"" + model + "\" in this run" + models);
        }
    }

    RunManifest manifest(String run) {
        return require(run).manifest().orElseThrow();
    }

    private String known() {
        return ListedNames.of("runs", readModel.manifests(), RunManifest::getRun);
    }
}
