package dev.vlmstream.scoring.http;

import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.scoring.readmodel.ReadModel;
import dev.vlmstream.scoring.runs.RunView;
import dev.vlmstream.streaming.http.Problem;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds runs by name; an error lists those there are. */
@Singleton
public class Runs {
    private static final int MOST_LISTED = 20;

    private final ReadModel readModel;

    Runs(ReadModel readModel) {
        this.readModel = readModel;
    }

    public RunView require(String run) {
        return readModel.run(run).orElseThrow(() -> Problem.notFound("no run \"" + run + "\"; " + known()));
    }

    /** @throws jakarta.ws.rs.WebApplicationException naming the models there are: 400 if none is given, 404 if there is no such */
    void requireModel(String parameter, RunView view, @Nullable String model) {
        if (model == null || !view.models().contains(model)) {
            String models = "; its models: " + String.join(", ", view.models());
            throw model == null
                    ? Problem.badRequest(parameter + " is missing: a model of the run" + models)
                    : Problem.notFound("no model \"" + model + "\" in this run" + models);
        }
    }

    private String known() {
        return listed("runs", readModel.manifests(), RunManifest::getRun);
    }

    /**
     * What there is, for whoever asked for what is not there.
     *
     * @param things what they are called, in the plural
     */
    static <T> String listed(String things, List<T> known, Function<T, String> name) {
        if (known.isEmpty()) {
            return "there are no " + things + " yet";
        }
        String names = known.stream().limit(MOST_LISTED).map(name).collect(Collectors.joining(", "));
        return "known " + things + ": " + names + (known.size() > MOST_LISTED ? ", …" : "");
    }
}
