package dev.vlmstream.decode;

import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.serving.ModelRequest;
import dev.vlmstream.serving.QuestionHandler.Answers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** How a model is to answer in each run: by its bundle's settings, those of the run before them. */
final class RunGenerationOptions {
    private final ModelBundle bundle;
    private final Map<Map<String, String>, GenerationOptions> known = new ConcurrentHashMap<>();

    RunGenerationOptions(ModelBundle bundle) {
        this.bundle = bundle;
    }

    /**
     * Sampling takes the run's seed, unless its generation settings have one.
     *
     * @throws IllegalArgumentException naming the setting that is wrong or that this decoder does not have
     */
    GenerationOptions of(RunManifest manifest) {
        Map<String, String> overrides = new TreeMap<>(manifest.getGeneration());
        if (manifest.getMaxNewTokens() != null) {
            overrides.put("max_new_tokens", manifest.getMaxNewTokens().toString());
        }
        overrides.putIfAbsent("seed", String.valueOf(manifest.getSeed()));
        return known.computeIfAbsent(overrides, settings -> GenerationOptions.of(bundle, settings));
    }

    /** The requests of runs whose settings are right; the others fail, each run's items alone. */
    List<ModelRequest> answerable(List<ModelRequest> requests, Answers answers) {
        List<ModelRequest> answerable = new ArrayList<>(requests.size());
        for (ModelRequest request : requests) {
            try {
                of(request.manifest());
                answerable.add(request);
            } catch (IllegalArgumentException e) {
                answers.failed(request, e.getMessage());
            }
        }
        return answerable;
    }
}
