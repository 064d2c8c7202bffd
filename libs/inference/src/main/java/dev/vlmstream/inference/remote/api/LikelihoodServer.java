package dev.vlmstream.inference.remote.api;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Servers that tell how likely a given text is, by how they are asked; {@code scoring} has the formats. */
public enum LikelihoodServer {
    /** Chat completions with {@code prompt_logprobs}: text and image, in the model's chat template. */
    VLLM,
    /** The native {@code /generate} with {@code return_logprob}: text and image, as they stand. */
    SGLANG,
    /** Completions with {@code echo} and {@code logprobs}: text alone, as it stands. */
    COMPLETIONS;

    /** Servers that are asked for, and cannot do it: what they lack. */
    private static final Map<String, String> UNABLE = Map.of(
            "llama.cpp",
            "llama.cpp's server returns log-probabilities only of generated tokens (n_probs), and does not"
                    + " support echo",
            "ollama",
            "Ollama returns log-probabilities only of generated tokens, and ignores echo");

    /** As config.json names it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<LikelihoodServer> of(String id) {
        return Arrays.stream(values()).filter(server -> server.id().equals(id)).findFirst();
    }

    static String ids() {
        return Arrays.stream(values()).map(LikelihoodServer::id).collect(Collectors.joining(", "));
    }

    /** Why a server is none of these, where that is known. */
    static Optional<String> unable(String id) {
        return Optional.ofNullable(UNABLE.get(id));
    }
}
