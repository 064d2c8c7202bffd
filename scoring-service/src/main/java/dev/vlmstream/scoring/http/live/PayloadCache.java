package dev.vlmstream.scoring.http.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.rest.live.AllRunsEvent.RunNames;
import dev.vlmstream.rest.live.RunEvent.NewestAnswers;
import dev.vlmstream.rest.live.RunEvent.RunName;
import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.RunMetrics;
import dev.vlmstream.rest.runs.RunProgress;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.scoring.metrics.MeasuredRun;
import dev.vlmstream.scoring.readmodel.ReadModel;
import dev.vlmstream.scoring.runs.RunView;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What subscribers are sent, written as JSON once for all of them. Used by the one thread of {@link Subscriptions}. */
@Singleton
class PayloadCache {
    private static final int MOST = 2 * AllRunsStream.MOST_RUNS;

    private final ReadModel readModel;
    private final ObjectMapper json;
    private final Map<String, Payload> payloads = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Payload> eldest) {
            return size() > MOST;
        }
    };

    PayloadCache(ReadModel readModel, ObjectMapper json) {
        this.readModel = readModel;
        this.json = json;
    }

    /** @param version of the run that it shows */
    record Payload(long version, boolean complete, String json) {}

    ReadModel readModel() {
        return readModel;
    }

    /** A run's metrics, as {@code GET /api/runs/{run}/metrics} answers. */
    Payload metrics(String run, RunView view, long version) {
        return newest("metrics/" + run, version, () -> {
            RunMetrics metrics = MeasuredRun.of(view);
            return new Payload(version, metrics.complete(), json(metrics));
        });
    }

    /** A run in the stream of all runs. */
    Payload progress(String run, RunView view, long version) {
        return newest("progress/" + run, version, () -> {
            RunProgress progress = progress(view);
            return new Payload(version, progress.complete(), json(progress));
        });
    }

    String answers(NewestAnswers answers) {
        return json(answers);
    }

    String name(String run) {
        return json(new RunName(run));
    }

    String names(List<String> runs) {
        return json(new RunNames(runs));
    }

    private Payload newest(String key, long version, Supplier<Payload> writing) {
        Payload known = payloads.get(key);
        if (known == null || known.version() != version) {
            known = writing.get();
            payloads.put(key, known);
        }
        return known;
    }

    private String json(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON: " + value, e);
        }
    }

    private static RunProgress progress(RunView view) {
        RunManifest manifest = view.manifest().orElseThrow();
        RunMetrics metrics = MeasuredRun.of(view);
        return new RunProgress(
                manifest.getRun(),
                manifest.getDataset(),
                manifest.getTask(),
                manifest.getItems(),
                metrics.complete(),
                metrics.problem(),
                manifest.getArchived(),
                manifest.getCreatedAt(),
                manifest.getTags(),
                metrics.counted(),
                metrics.models().stream().map(PayloadCache::model).toList());
    }

    private static RunProgress.ModelProgress model(ModelMetrics metrics) {
        return new RunProgress.ModelProgress(
                metrics.model(),
                metrics.counted(),
                metrics.failed(),
                metrics.unparsed(),
                metrics.refused(),
                metrics.primaryRule(),
                metrics.primary().orElse(null),
                metrics.itemsPerSecond());
    }
}
