package dev.vlmstream.scoring.service;

import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.scoring.view.Board;
import dev.vlmstream.scoring.view.ModelMetrics;
import dev.vlmstream.scoring.view.RuleMetrics;
import dev.vlmstream.scoring.view.RunMetrics;
import dev.vlmstream.scoring.view.RunView;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The newest runs for Prometheus: few of them, because each is several series. Older, archived and deleted runs have
 * none; their numbers are in the topics.
 */
@ApplicationScoped
public class RunMeters {
    static final int RUNS = 10;
    static final int MODELS = 20;
    private static final Logger LOG = Logger.getLogger(RunMeters.class);
    private static final long REFRESH_SECONDS = 3;

    private final Board board;
    private final MultiGauge outcomes;
    private final MultiGauge accuracies;
    private final MultiGauge items;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "run-meters");
        thread.setDaemon(true);
        return thread;
    });
    private Map<String, Long> shown = Map.of();

    @Inject
    public RunMeters(Board board, MeterRegistry registry) {
        this.board = board;
        outcomes = MultiGauge.builder("vlmstream.run.outcomes")
                .description("Items of a run and model with that outcome, of the newest runs")
                .register(registry);
        accuracies = MultiGauge.builder("vlmstream.run.accuracy")
                .description("Accuracy under the primary rule, a fraction, of the newest runs")
                .register(registry);
        items = MultiGauge.builder("vlmstream.run.items")
                .description("Items of a run, of the newest runs")
                .register(registry);
    }

    void start(@Observes StartupEvent event) {
        clock.scheduleWithFixedDelay(this::refresh, REFRESH_SECONDS, REFRESH_SECONDS, TimeUnit.SECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        clock.shutdownNow();
    }

    private void refresh() {
        try {
            List<RunView> runs = board.manifests().stream()
                    .filter(manifest -> !manifest.getArchived())
                    .limit(RUNS)
                    .map(RunManifest::getRun)
                    .flatMap(run -> board.run(run).stream())
                    .toList();
            Map<String, Long> versions = new HashMap<>();
            runs.forEach(run -> versions.put(run.manifest().orElseThrow().getRun(), run.version()));
            if (!versions.equals(shown)) {
                show(runs.stream().map(RunMetrics::of).toList());
                shown = versions;
            }
        } catch (RuntimeException e) {
            LOG.warnf("the runs' meters stay as they are: %s", e.toString());
        }
    }

    private void show(List<RunMetrics> runs) {
        List<Row<?>> outcomeRows = new ArrayList<>();
        List<Row<?>> accuracyRows = new ArrayList<>();
        List<Row<?>> itemRows = new ArrayList<>();
        for (RunMetrics run : runs) {
            if (run.items() != null) {
                itemRows.add(Row.of(Tags.of("run", run.run()), run.items()));
            }
            run.models().stream().limit(MODELS).forEach(model -> {
                Tags tags = Tags.of("run", run.run(), "model", model.model());
                outcomes(model).forEach((outcome, n) -> outcomeRows.add(Row.of(tags.and("outcome", outcome), n)));
                RuleMetrics rule =
                        model.primaryRule() == null ? null : model.rules().get(model.primaryRule());
                if (rule != null && rule.accuracy() != null) {
                    accuracyRows.add(Row.of(tags.and("rule", model.primaryRule()), rule.accuracy()));
                }
            });
        }
        outcomes.register(outcomeRows, true);
        accuracies.register(accuracyRows, true);
        items.register(itemRows, true);
    }

    private static Map<String, Long> outcomes(ModelMetrics model) {
        return Map.of(
                "answered", model.answered(),
                "unparsed", model.unparsed(),
                "refused", model.refused(),
                "failed", model.failed());
    }
}
