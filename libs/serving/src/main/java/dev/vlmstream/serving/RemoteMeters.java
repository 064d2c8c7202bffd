package dev.vlmstream.serving;

import dev.vlmstream.inference.remote.RemoteModel;
import dev.vlmstream.inference.remote.RequestEnd;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What is measured of a model behind an API. */
final class RemoteMeters {
    private static final String MODEL = "model";

    private final MeterRegistry registry;
    private final String model;
    private final Map<RequestEnd.Outcome, Counter> requests = new EnumMap<>(RequestEnd.Outcome.class);
    private final Timer seconds;
    private final Counter inputTokens;
    private final Counter outputTokens;
    private final Counter cost;
    private final Counter stored;

    RemoteMeters(String model, MeterRegistry registry) {
        this.model = model;
        this.registry = registry;
        for (RequestEnd.Outcome outcome : RequestEnd.Outcome.values()) {
            requests.put(outcome, counter("requests", "Requests by outcome", "outcome", outcome.id()));
        }
        seconds = Timer.builder("vlmstream.remote.request.seconds")
                .description("From sending a request that is answered to its whole reply")
                .tag(MODEL, model)
                .publishPercentileHistogram()
                .maximumExpectedValue(Duration.ofMinutes(2))
                .register(registry);
        inputTokens = counter("tokens", "Tokens by the replies", "kind", "input");
        outputTokens = counter("tokens", "Tokens by the replies", "kind", "output");
        cost = counter("cost.usd", "Cost of the replies by the price table");
        stored = counter("stored.answers", "Questions that stored answers answered, without a request");
    }

    private Counter counter(String what, String description, String... tags) {
        return Counter.builder("vlmstream.remote." + what)
                .description(description)
                .tag(MODEL, model)
                .tags(tags)
                .register(registry);
    }

    /** What is seen of the model itself. */
    void watch(RemoteModel opened) {
        gauge(opened, "in.flight", "Requests that are under way", RemoteModel::underWay);
        gauge(
                opened,
                "concurrency",
                "Requests that may be under way: it grows with each success and is halved when the server throttles",
                RemoteModel::concurrency);
        gauge(
                opened,
                "away.seconds",
                "For how long a model behind an API has been away or stopped; 0 if it answers",
                model -> model.away()
                        .map(away -> away.since().toMillis() / 1000.0)
                        .orElse(0.0));
    }

    private void gauge(RemoteModel opened, String what, String description, ToDoubleFunction<RemoteModel> value) {
        Gauge.builder("vlmstream.remote." + what, opened, value)
                .description(description)
                .tag(MODEL, model)
                .register(registry);
    }

    void ended(RequestEnd end) {
        requests.get(end.outcome()).increment();
        if (end.outcome() == RequestEnd.Outcome.ANSWERED) {
            seconds.record(end.took());
        }
        inputTokens.increment(end.usage().inputTokens());
        outputTokens.increment(end.usage().outputTokens());
        cost.increment(end.cost());
    }

    void answeredFromStore() {
        stored.increment();
    }
}
