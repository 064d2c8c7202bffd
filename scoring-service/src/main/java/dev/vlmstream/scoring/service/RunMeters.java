package dev.vlmstream.scoring.service;

import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.scoring.metrics.MeasuredRun;
import dev.vlmstream.scoring.readmodel.ReadModel;
import dev.vlmstream.scoring.runs.RunView;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The newest runs for Prometheus: few of them, because each is several series. Older, archived and deleted runs have
 * none; their numbers are in the topics. And, of all runs, what waits for each model.
 */
@ApplicationScoped
public class RunMeters {
    private static final int RUNS = 10;
    private static final Logger LOG = Logger.getLogger(RunMeters.class);
    private static final long REFRESH_SECONDS = 3;

    private final ReadModel readModel;
    private final ScoringService service;
    private final RunSeries series;
    private final ModelDemand demand;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "run-meters");
        thread.setDaemon(true);
        return thread;
    });
    private Map<String, Long> shown = Map.of();

    public RunMeters(ReadModel readModel, ScoringService service, MeterRegistry registry) {
        this.readModel = readModel;
        this.service = service;
        series = new RunSeries(registry);
        demand = new ModelDemand(readModel, registry);
        Gauge.builder(
                        "vlmstream.waiting.records",
                        readModel,
                        model -> model.waiting().values().stream()
                                .mapToLong(Long::longValue)
                                .sum())
                .description("Records of all partitions that wait for their run's manifest")
                .register(registry);
        Gauge.builder(
                        "vlmstream.waiting.models",
                        readModel,
                        model -> model.lateModels().values().stream()
                                .mapToInt(List::size)
                                .sum())
                .description("Models that runs wait for although no service has announced them, each once a run")
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
            List<RunView> runs = readModel.manifests().stream()
                    .filter(manifest -> !manifest.getArchived())
                    .limit(RUNS)
                    .map(RunManifest::getRun)
                    .flatMap(run -> readModel.run(run).stream())
                    .toList();
            Map<String, Long> versions = new HashMap<>();
            runs.forEach(run -> versions.put(run.manifest().orElseThrow().getRun(), run.version()));
            if (!versions.equals(shown)) {
                series.show(runs.stream().map(MeasuredRun::of).toList());
                shown = versions;
            }
            if (service.isUpToDate()) {
                demand.show(service.counters().questions());
            } else {
                demand.hide();
            }
        } catch (RuntimeException | Error e) {
            LOG.warnf("the runs' meters stay as they are: %s", e.toString());
        }
    }
}
