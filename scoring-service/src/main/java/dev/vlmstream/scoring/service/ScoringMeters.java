package dev.vlmstream.scoring.service;

import dev.vlmstream.scoring.topology.ScoringCounters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.function.ToDoubleFunction;

/** The service's numbers for Prometheus. */
@ApplicationScoped
public class ScoringMeters {
    private final ScoringService service;
    private final MeterRegistry registry;

    @Inject
    public ScoringMeters(ScoringService service, MeterRegistry registry) {
        this.service = service;
        this.registry = registry;
    }

    void register(@Observes StartupEvent event) {
        counter("vlmstream.scores", "Scores written, whatever their status", ScoringCounters::scoredTotal);
        counter(
                "vlmstream.duplicates",
                "Records dropped because their like came before",
                ScoringCounters::duplicatesTotal);
        counter("vlmstream.undecodable", "Records that are not what they should be", ScoringCounters::undecodableTotal);
        counter("vlmstream.rerouted", "Records that lay in a wrong partition", ScoringCounters::reroutedTotal);
        counter(
                "vlmstream.of.deleted.runs",
                "Records dropped because their run was deleted",
                ScoringCounters::ofDeletedRunsTotal);
        Gauge.builder("vlmstream.waiting", service.counters(), ScoringCounters::waitingNow)
                .description("Predictions without a reference")
                .register(registry);
        gauge("vlmstream.commit.seconds.avg", "avg", "Mean duration of a commit");
        gauge("vlmstream.commit.seconds.max", "max", "Longest duration of a commit");
    }

    private void counter(String name, String description, ToDoubleFunction<ScoringCounters> value) {
        FunctionCounter.builder(name, service.counters(), value)
                .description(description)
                .register(registry);
    }

    private void gauge(String name, String statistic, String description) {
        Gauge.builder(name, service, s -> StreamsMeters.commitMillis(s.streams(), statistic) / 1000)
                .description(description)
                .register(registry);
    }
}
