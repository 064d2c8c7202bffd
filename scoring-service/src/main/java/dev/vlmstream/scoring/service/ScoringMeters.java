package dev.vlmstream.scoring.service;

import dev.vlmstream.scoring.ledger.ScoringCounters;
import dev.vlmstream.scoring.ledger.ScoringCounters.Event;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** The service's numbers for Prometheus. */
@ApplicationScoped
public class ScoringMeters {
    private final ScoringService service;
    private final MeterRegistry registry;

    public ScoringMeters(ScoringService service, MeterRegistry registry) {
        this.service = service;
        this.registry = registry;
    }

    void register(@Observes StartupEvent event) {
        counter("vlmstream.scores", "Scores written, whatever their status", Event.SCORED);
        counter("vlmstream.duplicates", "Duplicate records that were dropped", Event.DUPLICATE);
        counter("vlmstream.undecodable", "Records that cannot be decoded", Event.UNDECODABLE);
        counter("vlmstream.rerouted", "Records that were in a wrong partition", Event.REROUTED);
        counter("vlmstream.of.deleted.runs", "Records dropped because their run was deleted", Event.OF_DELETED_RUN);
        counter(
                "vlmstream.of.other.models",
                "Failures dropped because their model is none of their run's",
                Event.OF_OTHER_MODEL);
        Gauge.builder("vlmstream.waiting", service.counters(), ScoringCounters::waitingNow)
                .description("Predictions without a reference")
                .register(registry);
        FunctionCounter.builder(
                        "vlmstream.left.out", service, s -> s.readModel().leftOut())
                .description("Records that the view of all runs could not read and left out")
                .register(registry);
    }

    private void counter(String name, String description, Event event) {
        FunctionCounter.builder(name, service.counters(), counters -> counters.total(event))
                .description(description)
                .register(registry);
    }
}
