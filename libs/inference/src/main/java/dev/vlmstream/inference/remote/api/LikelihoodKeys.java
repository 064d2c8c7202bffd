package dev.vlmstream.inference.remote.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code config.json} says of class likelihoods. */
final class LikelihoodKeys {
    /** Its presence says that the model can be asked for class likelihoods. */
    static final String SERVER = "class_likelihood";

    static final String PROMPT = "likelihood_prompt";
    static final String IMAGE = "likelihood_image";

    private LikelihoodKeys() {}

    /** Null if the model is not asked for them. */
    static RemoteConfig.@Nullable Likelihood read(ConfigKeys keys, Api api) {
        if (!keys.has(SERVER)) {
            for (String key : List.of(PROMPT, IMAGE)) {
                if (keys.has(key)) {
                    throw keys.wrong(
                            key, "is given without \"" + SERVER + "\"; add that, one of " + LikelihoodServer.ids());
                }
            }
            return null;
        }
        LikelihoodServer server = server(keys, keys.text(SERVER));
        if (api != Api.OPENAI) {
            throw keys.wrong(
                    SERVER,
                    "goes with \"api\": \"openai\" alone: the " + api.id()
                            + " API tells no log-probabilities of a given text");
        }
        return server == LikelihoodServer.VLLM ? chat(keys) : text(keys, server);
    }

    private static LikelihoodServer server(ConfigKeys keys, String id) {
        return LikelihoodServer.of(id)
                .orElseThrow(() -> keys.wrong(
                        SERVER,
                        "is \"" + id + "\"; it must be one of " + LikelihoodServer.ids()
                                + LikelihoodServer.unable(id)
                                        .map(why -> ": " + why)
                                        .orElse("")));
    }

    private static RemoteConfig.Likelihood chat(ConfigKeys keys) {
        for (String key : List.of(PROMPT, IMAGE)) {
            if (keys.has(key)) {
                throw keys.wrong(
                        key, "is for servers without a chat template; vllm has the model's own: remove the key");
            }
        }
        return new RemoteConfig.Likelihood(LikelihoodServer.VLLM, "", "");
    }

    private static RemoteConfig.Likelihood text(ConfigKeys keys, LikelihoodServer server) {
        boolean sees = server == LikelihoodServer.SGLANG;
        String prompt = keys.text(PROMPT);
        if (!prompt.contains("{question}") || prompt.contains("{image}") != sees) {
            throw keys.wrong(
                    PROMPT,
                    "is the whole prompt up to the answer, with {question} "
                            + (sees
                                    ? "and {image}, e.g. \"USER: {image}{question}\\nASSISTANT:\""
                                    : "and without {image}: completions take no images"));
        }
        if (!sees && keys.has(IMAGE)) {
            throw keys.wrong(IMAGE, "goes with sglang alone: completions take no images; remove the key");
        }
        return new RemoteConfig.Likelihood(server, prompt, sees ? keys.text(IMAGE) : "");
    }
}
