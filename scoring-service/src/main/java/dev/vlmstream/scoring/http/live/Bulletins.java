package dev.vlmstream.scoring.http.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.scoring.metrics.RunMetrics;
import dev.vlmstream.scoring.readmodel.Board;
import dev.vlmstream.scoring.runs.RunView;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What listeners are told, written once for all of them. Used by the listeners' one thread. */
@Singleton
class Bulletins {
    private static final int KEPT = 2 * AllRunsStory.MOST_RUNS;

    private final Board board;
    private final ObjectMapper json;
    private final Map<String, Bulletin> written = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bulletin> eldest) {
            return size() > KEPT;
        }
    };

    @Inject
    Bulletins(Board board, ObjectMapper json) {
        this.board = board;
        this.json = json;
    }

    /** @param version of the run that it tells of */
    record Bulletin(long version, boolean complete, String json) {}

    Board board() {
        return board;
    }

    /** A run's metrics, as {@code GET /api/runs/{run}/metrics} answers. */
    Bulletin metrics(String run, RunView view, long version) {
        return newest("metrics/" + run, version, () -> {
            RunMetrics metrics = RunMetrics.of(view);
            return new Bulletin(version, metrics.complete(), json(metrics));
        });
    }

    /** A run in the stream of all runs. */
    Bulletin progress(String run, RunView view, long version) {
        return newest("progress/" + run, version, () -> {
            RunProgress progress = RunProgress.of(view);
            return new Bulletin(version, progress.complete(), json(progress));
        });
    }

    String name(String run) {
        return json(Map.of("run", run));
    }

    String names(List<String> runs) {
        return json(Map.of("runs", runs));
    }

    private Bulletin newest(String key, long version, Supplier<Bulletin> writing) {
        Bulletin there = written.get(key);
        if (there == null || there.version() != version) {
            there = writing.get();
            written.put(key, there);
        }
        return there;
    }

    private String json(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON: " + value, e);
        }
    }
}
