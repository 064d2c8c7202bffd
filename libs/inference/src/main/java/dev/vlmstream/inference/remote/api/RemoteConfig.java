package dev.vlmstream.inference.remote.api;

import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.bundle.BundleDirectory;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a remote model's {@code config.json} says.
 *
 * @param model as the API names it
 * @param baseUrl the API's address up to the version, as its own SDK takes it
 * @param keySource where the key is; null: none is sent
 * @param generation what shapes an answer
 * @param limits what bounds the asking
 * @param pricing what answers cost; null: unknown
 * @param likelihood how the server is asked for class likelihoods; null: it is not
 */
public record RemoteConfig(
        Api api,
        String model,
        URI baseUrl,
        @Nullable KeySource keySource,
        GenerationDefaults generation,
        Limits limits,
        @Nullable Pricing pricing,
        @Nullable Likelihood likelihood) {

    /**
     * What is sent with every question.
     *
     * @param maxNewTokens at most this many tokens, where the question does not say
     * @param temperature null: not sent, for models that refuse it
     * @param tokenLimitKey OpenAI alone: what the limit is called, {@code max_tokens} or {@code max_completion_tokens}
     * @param addSpecialTokens OpenAI alone, for vLLM: whether the tokenizer's special tokens come before the chat template's
     *     text; null: not sent
     * @param imageFirst OpenAI alone: whether the image comes before the text
     */
    public record GenerationDefaults(
            int maxNewTokens,
            @Nullable Double temperature,
            String tokenLimitKey,
            @Nullable Boolean addSpecialTokens,
            boolean imageFirst) {}

    /**
     * How a question is asked.
     *
     * @param tries how often at most, refused and broken attempts included
     * @param timeout for one attempt, from sending to the reply's last byte
     * @param total from being passed to the outcome, waiting for its turn and for {@code Retry-After} included
     * @param maxConcurrency the most attempts at a time
     * @param backOff the longest wait before the second try where the server names none; doubled for every further one
     */
    public record Limits(int tries, Duration timeout, Duration total, int maxConcurrency, Duration backOff) {}

    /**
     * USD.
     *
     * @param input per million tokens
     * @param output per million tokens
     * @param imageTokens the most tokens that one image may be counted as; what a question may cost is reckoned with it
     * @param budget what one run may spend on this model; null: no limit
     */
    public record Pricing(
            double input,
            double output,
            int imageTokens,
            @Nullable Double budget) {
        public double of(Usage usage) {
            return (usage.inputTokens() * input + usage.outputTokens() * output) / 1e6;
        }
    }

    /**
     * How likely class names are, from a server that scores given texts.
     *
     * @param prompt the text up to the answer, with {@code {question}} and {@code {image}}; empty where the server has the
     *     model's chat template
     * @param image what stands for {@code {image}} where a question has one
     */
    public record Likelihood(LikelihoodServer server, String prompt, String image) {
        /** Whether a {@code config.json} says something of this kind, right or wrong. */
        public static boolean isIn(BundleDirectory bundle) {
            return bundle.config().hasNonNull(RemoteConfigReader.LIKELIHOOD);
        }
    }

    public RemoteConfig {
        Objects.requireNonNull(api, "api");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(baseUrl, "baseUrl");
        Objects.requireNonNull(generation, "generation");
        Objects.requireNonNull(limits, "limits");
    }

    /** @throws dev.vlmstream.inference.bundle.BundleException if a key is missing, wrong or unknown */
    public static RemoteConfig of(ModelBundle bundle) {
        return of(bundle.files());
    }

    /** @throws dev.vlmstream.inference.bundle.BundleException if a key is missing, wrong or unknown */
    public static RemoteConfig of(BundleDirectory bundle) {
        return RemoteConfigReader.read(bundle);
    }

    /** Where questions go, and where the key comes from, for people; never the key. */
    public String describeAccess() {
        return api.format().address(this) + ", "
                + (keySource == null ? "without a key" : "with the key in " + keySource)
                + (likelihood == null
                        ? ""
                        : ", for class likelihoods as " + likelihood.server().id());
    }

    /** The model and the settings that make an answer, for people. */
    public String describe(RemoteGeneration generation) {
        return "remote " + api.id() + " " + model + generation.describe();
    }
}
