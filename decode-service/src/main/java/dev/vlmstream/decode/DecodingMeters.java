package dev.vlmstream.decode;

import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionLanguageModel.Generation;
import dev.vlmstream.inference.VisionLanguageModel.PrefixReuse;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** One model's numbers for Prometheus: how fast its answers come, and how often an image had been read before. */
final class DecodingMeters {
    private static final String MODEL = "model";

    private final Counter tokens;
    private final Counter proposed;
    private final Counter accepted;
    private final DistributionSummary speeds;
    private final Timer firstTokens;

    DecodingMeters(VisionLanguageModel model, MeterRegistry registry) {
        String name = model.bundle().name();
        tokens = Counter.builder("vlmstream.decoded.tokens")
                .description("Tokens generated; their rate is the model's speed")
                .tag(MODEL, name)
                .register(registry);
        proposed = Counter.builder("vlmstream.proposed.tokens")
                .description(
                        "Tokens that were looked up in a prompt or answer and computed together with the one before them")
                .tag(MODEL, name)
                .register(registry);
        accepted = Counter.builder("vlmstream.accepted.tokens")
                .description("Tokens generated without a step of their own, as those proposed before them were right")
                .tag(MODEL, name)
                .register(registry);
        speeds = DistributionSummary.builder("vlmstream.answer.tokens.per.second")
                .description("Tokens a second of one answer, from its first token on")
                .tag(MODEL, name)
                .publishPercentileHistogram()
                .minimumExpectedValue(0.1)
                .maximumExpectedValue(10_000.0)
                .register(registry);
        firstTokens = Timer.builder("vlmstream.first.token.seconds")
                .description("From when a slot took a question to its first token")
                .tag(MODEL, name)
                .publishPercentileHistogram()
                .register(registry);
        reuse(model, registry, "hits", "Questions that began after an image that had been read", PrefixReuse::hits);
        reuse(model, registry, "misses", "Questions whose image was read", PrefixReuse::misses);
        reuse(model, registry, "tokens", "Prompt tokens not computed again", PrefixReuse::reusedTokens);
        gauge(model, registry, "bytes", "Keys and values that are kept", PrefixReuse::bytes);
        gauge(model, registry, "hit.rate", "Hits of all since the start, 0 to 1", PrefixReuse::hitRate);
    }

    private static void reuse(
            VisionLanguageModel model,
            MeterRegistry registry,
            String what,
            String description,
            ToDoubleFunction<PrefixReuse> value) {
        FunctionCounter.builder("vlmstream.prefix." + what, model, m -> value.applyAsDouble(m.prefixReuse()))
                .description(description)
                .tag(MODEL, model.bundle().name())
                .register(registry);
    }

    private static void gauge(
            VisionLanguageModel model,
            MeterRegistry registry,
            String what,
            String description,
            ToDoubleFunction<PrefixReuse> value) {
        Gauge.builder("vlmstream.prefix." + what, model, m -> value.applyAsDouble(m.prefixReuse()))
                .description(description)
                .tag(MODEL, model.bundle().name())
                .register(registry);
    }

    void record(Generation answer) {
        tokens.increment(answer.tokenIds().length);
        proposed.increment(answer.proposedTokens());
        accepted.increment(answer.acceptedTokens());
        firstTokens.record((long) (answer.secondsToFirstToken() * 1e9), TimeUnit.NANOSECONDS);
        if (answer.tokenIds().length > 1) {
            speeds.record(answer.tokensPerSecond());
        }
    }
}
