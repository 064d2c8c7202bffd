package dev.vlmstream.inference.remote.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.remote.api.RemoteConfig.GenerationDefaults;
import dev.vlmstream.inference.remote.api.RemoteConfig.Limits;
import dev.vlmstream.inference.remote.api.RemoteConfig.Pricing;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads and checks a remote model's {@code config.json}. */
final class RemoteConfigReader {
    /** Its presence says that the model can be asked for class likelihoods. */
    static final String LIKELIHOOD = "class_likelihood";

    private static final String LIKELIHOOD_PROMPT = "likelihood_prompt";
    private static final String LIKELIHOOD_IMAGE = "likelihood_image";
    private static final Set<String> KEYS = Set.of(
            "model_type",
            "api",
            "model",
            "base_url",
            "api_key_env",
            "api_key_file",
            "max_new_tokens",
            "temperature",
            "token_limit_key",
            "add_special_tokens",
            "image_first",
            "tries",
            "timeout_seconds",
            "time_limit_seconds",
            "max_concurrency",
            "backoff_seconds",
            "prices",
            "image_tokens",
            "budget_usd",
            LIKELIHOOD,
            LIKELIHOOD_PROMPT,
            LIKELIHOOD_IMAGE);
    private static final List<String> LIMIT_KEYS = List.of("max_tokens", "max_completion_tokens");

    private final ConfigKeys keys;
    private final Path directory;

    private RemoteConfigReader(BundleDirectory bundle) {
        this.directory = bundle.path();
        this.keys = new ConfigKeys(bundle.path().resolve(BundleDirectory.CONFIG), bundle.config());
    }

    static RemoteConfig read(BundleDirectory bundle) {
        return new RemoteConfigReader(bundle).read();
    }

    private RemoteConfig read() {
        keys.requireKnown(KEYS);
        Api api = Api.of(keys.text("api"))
                .orElseThrow(
                        () -> keys.wrong("api", "is \"" + keys.text("api") + "\"; it must be one of " + Api.ids()));
        return new RemoteConfig(
                api,
                keys.text("model"),
                baseUrl(api),
                keySource(api),
                generation(api),
                limits(),
                pricing(),
                likelihood(api));
    }

    private URI baseUrl(Api api) {
        if (!keys.has("base_url")) {
            return api.baseUrl();
        }
        String text = keys.text("base_url");
        try {
            URI uri = URI.create(text.replaceAll("/+$", ""));
            if (uri.getHost() != null
                    && Set.of("http", "https").contains(uri.getScheme())
                    && uri.getUserInfo() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw keys.wrong("base_url", "is not an http or https address without a user's name, e.g. " + api.baseUrl());
    }

    /** A key is sent to an address of your own only if that is asked for. */
    private @Nullable KeySource keySource(Api api) {
        if (keys.has("api_key_env") && keys.has("api_key_file")) {
            throw keys.wrong("api_key_file", "is given beside \"api_key_env\"; remove one of them");
        }
        if (keys.has("api_key_env")) {
            return new KeySource.Variable(keys.text("api_key_env"));
        }
        if (!keys.has("api_key_file")) {
            return keys.has("base_url") ? null : new KeySource.Variable(api.keyVariable());
        }
        Path file = directory.resolve(keys.text("api_key_file")).normalize();
        if (file.startsWith(directory)) {
            throw keys.wrong("api_key_file", "lies in the model's own directory; keep the key outside");
        }
        return new KeySource.KeyFile(file);
    }

    private GenerationDefaults generation(Api api) {
        Double temperature = keys.isNull("temperature") ? null : keys.number("temperature", 0, 0, 2);
        String limitKey = keys.has("token_limit_key") ? keys.text("token_limit_key") : LIMIT_KEYS.get(0);
        if (!LIMIT_KEYS.contains(limitKey) || api != Api.OPENAI && keys.has("token_limit_key")) {
            throw keys.wrong("token_limit_key", "must be one of " + LIMIT_KEYS + ", and the api openai");
        }
        Boolean special = keys.flag("add_special_tokens");
        if (special != null && api != Api.OPENAI) {
            throw keys.wrong("add_special_tokens", "is for vLLM, and the api openai; remove it");
        }
        Boolean imageFirst = keys.flag("image_first");
        if (imageFirst != null && api != Api.OPENAI) {
            throw keys.wrong("image_first", "is for the api openai; remove it");
        }
        return new GenerationDefaults(
                keys.integer("max_new_tokens", 1024, 1, 1_000_000),
                temperature,
                limitKey,
                special,
                // As in the study, or as models' own chat templates are filled, so that a served model sees an exported
                // one's prompt.
                imageFirst == null ? keys.has("base_url") : imageFirst);
    }

    private Limits limits() {
        Duration timeout = seconds(keys.number("timeout_seconds", 60, 0.01, 3600));
        Duration total = seconds(keys.number("time_limit_seconds", 240, 0.01, 86_400));
        return new Limits(
                keys.integer("tries", 3, 1, 100),
                timeout,
                total,
                keys.integer("max_concurrency", 16, 1, 1000),
                seconds(keys.number("backoff_seconds", 1, 0, 600)));
    }

    private @Nullable Pricing pricing() {
        if (!keys.has("prices")) {
            if (keys.has("budget_usd")) {
                throw keys.wrong(
                        "budget_usd",
                        "cannot be kept without \"prices\"; add {\"input\": …, \"output\": …} in"
                                + " USD per million tokens");
            }
            return null;
        }
        ConfigKeys prices = keys.inside("prices");
        prices.requireKnown(Set.of("input", "output"));
        Double budget = keys.has("budget_usd") ? keys.number("budget_usd", 0, 0, 1e9) : null;
        return new Pricing(
                prices.number("input", 0, 1e6),
                prices.number("output", 0, 1e6),
                keys.integer("image_tokens", 3000, 0, 10_000_000),
                budget);
    }

    private static Duration seconds(double value) {
        return Duration.ofNanos(Math.round(value * 1e9));
    }

    /** Null if the model is not asked for them. */
    private RemoteConfig.@Nullable Likelihood likelihood(Api api) {
        if (!keys.has(LIKELIHOOD)) {
            for (String key : List.of(LIKELIHOOD_PROMPT, LIKELIHOOD_IMAGE)) {
                if (keys.has(key)) {
                    throw keys.wrong(
                            key, "is given without \"" + LIKELIHOOD + "\"; add that, one of " + LikelihoodServer.ids());
                }
            }
            return null;
        }
        LikelihoodServer server = likelihoodServer(keys.text(LIKELIHOOD));
        if (api != Api.OPENAI) {
            throw keys.wrong(
                    LIKELIHOOD,
                    "works only with \"api\": \"openai\": the " + api.id()
                            + " API returns no log-probabilities of a given text");
        }
        return server == LikelihoodServer.VLLM ? chat() : textual(server);
    }

    private LikelihoodServer likelihoodServer(String id) {
        return LikelihoodServer.of(id)
                .orElseThrow(() -> keys.wrong(
                        LIKELIHOOD,
                        "is \"" + id + "\"; it must be one of " + LikelihoodServer.ids()
                                + LikelihoodServer.unable(id)
                                        .map(why -> ": " + why)
                                        .orElse("")));
    }

    private RemoteConfig.Likelihood chat() {
        for (String key : List.of(LIKELIHOOD_PROMPT, LIKELIHOOD_IMAGE)) {
            if (keys.has(key)) {
                throw keys.wrong(
                        key, "is for servers without a chat template; vllm has the model's own: remove the key");
            }
        }
        return new RemoteConfig.Likelihood(LikelihoodServer.VLLM, "", "");
    }

    private RemoteConfig.Likelihood textual(LikelihoodServer server) {
        boolean sees = server == LikelihoodServer.SGLANG;
        String prompt = keys.text(LIKELIHOOD_PROMPT);
        if (!prompt.contains("{question}") || prompt.contains("{image}") != sees) {
            throw keys.wrong(
                    LIKELIHOOD_PROMPT,
                    "is the whole prompt up to the answer, with {question} "
                            + (sees
                                    ? "and {image}, e.g. \"USER: {image}{question}\\nASSISTANT:\""
                                    : "and without {image}: completions take no images"));
        }
        if (!sees && keys.has(LIKELIHOOD_IMAGE)) {
            throw keys.wrong(LIKELIHOOD_IMAGE, "works only with sglang: completions take no images; remove the key");
        }
        return new RemoteConfig.Likelihood(server, prompt, sees ? keys.text(LIKELIHOOD_IMAGE) : "");
    }

    /** The keys of a JSON object in a file; complaints name file, key and fix. */
    private record ConfigKeys(Path file, JsonNode node) {

        void requireKnown(Set<String> known) {
            for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
                String name = names.next();
                if (!known.contains(name)) {
                    throw wrong(name, "is not known; known are " + String.join(", ", new TreeSet<>(known)));
                }
            }
        }

        boolean has(String key) {
            return node.hasNonNull(key);
        }

        /** Whether the key is there, as null. */
        boolean isNull(String key) {
            return node.has(key) && node.get(key).isNull();
        }

        String text(String key) {
            JsonNode value = node.path(key);
            if (!value.isTextual() || value.asText().isBlank()) {
                throw wrong(key, "is missing or not a text; add \"" + key + "\": \"…\"");
            }
            return value.asText();
        }

        /** Null where the key is absent. */
        @Nullable
        Boolean flag(String key) {
            if (!has(key)) {
                return null;
            }
            if (!node.get(key).isBoolean()) {
                throw wrong(key, "is " + node.get(key) + "; it must be true or false");
            }
            return node.get(key).asBoolean();
        }

        int integer(String key, int otherwise, int least, int most) {
            double value = number(key, otherwise, least, most);
            if (value != Math.rint(value)) {
                throw wrong(key, "is " + node.get(key) + "; it must be a whole number");
            }
            return (int) value;
        }

        double number(String key, double otherwise, double least, double most) {
            return has(key) ? number(key, least, most) : otherwise;
        }

        double number(String key, double least, double most) {
            JsonNode value = node.path(key);
            if (!value.isNumber() || value.asDouble() < least || value.asDouble() > most) {
                throw wrong(
                        key,
                        (value.isMissingNode() ? "is missing" : "is " + value) + "; it must be a number from "
                                + Numbers.plain(least) + " to " + Numbers.plain(most));
            }
            return value.asDouble();
        }

        ConfigKeys inside(String key) {
            if (!node.path(key).isObject()) {
                throw wrong(key, "is not an object; write {\"input\": …, \"output\": …}");
            }
            return new ConfigKeys(file, node.get(key));
        }

        BundleException wrong(String key, String what) {
            return new BundleException(file + ": key \"" + key + "\" " + what);
        }
    }
}
