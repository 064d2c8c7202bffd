package dev.vlmstream.scoring.service;

import dev.vlmstream.scoring.ledger.ScoringCounters;
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
        counter("vlmstream.duplicates", "Duplicate records that were dropped", ScoringCounters::duplicatesTotal);
        counter("vlmstream.undecodable", "Records that cannot be decoded", ScoringCounters::undecodableTotal);
        counter("vlmstream.rerouted", "Records that were in a wrong partition", ScoringCounters::reroutedTotal);
        counter(
                "vlmstream.of.deleted.runs",
                "Records dropped because their run was deleted",
                ScoringCounters::ofDeletedRunsTotal);
        counter(
                "vlmstream.of.other.models",
                "Failures dropped because their model is none of their run's",
                ScoringCounters::ofOtherModelsTotal);
        Gauge.builder("vlmstream.waiting", service.counters(), ScoringCounters::waitingNow)
                .description("Predictions without a reference")
                .register(registry);
        FunctionCounter.builder(
                        "vlmstream.left.out", service, s -> s.readModel().leftOut())
                .description("Records that the view of all runs could not read and left out")
                .register(registry);
    }

    private void counter(String name, String description, ToDoubleFunction<ScoringCounters> value) {
        FunctionCounter.builder(name, service.counters(), value)
                .description(description)
                .register(registry);
    }
}
