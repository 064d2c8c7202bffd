package dev.vlmstream.scoring.http.live;

import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.scoring.runs.RunView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All runs: {@code runs} at once with the newest ones that are not archived, then with those that appeared or changed;
 * {@code complete} with the names of those that have become complete, {@code deleted} of those that were deleted.
 */
final class AllRunsStory implements Story {
    /** Of more than a page can show, the newest are told. */
    static final int MOST_RUNS = 500;

    private final Bulletins bulletins;
    private final Map<String, Long> told = new HashMap<>();
    private final Set<String> complete = new HashSet<>();
    private boolean begun;

    AllRunsStory(Bulletins bulletins) {
        this.bulletins = bulletins;
    }

    @Override
    public boolean tell(Sink sink) {
        List<String> gone = gone();
        if (!gone.isEmpty()) {
            sink.tell("deleted", bulletins.names(gone));
        }
        List<String> newlyComplete = new ArrayList<>();
        List<String> changed = changed(newlyComplete);
        if (!begun || !changed.isEmpty()) {
            sink.tell("runs", "[" + String.join(",", changed) + "]");
        }
        if (begun && !newlyComplete.isEmpty()) {
            sink.tell("complete", bulletins.names(newlyComplete));
        }
        boolean anything = !begun || !changed.isEmpty() || !gone.isEmpty();
        begun = true;
        return anything;
    }

    private List<String> changed(List<String> newlyComplete) {
        List<String> changed = new ArrayList<>();
        bulletins.board().manifests().stream()
                .limit(MOST_RUNS)
                .map(RunManifest::getRun)
                .forEach(run -> {
                    Optional<RunView> view = bulletins.board().run(run).filter(known -> isTold(run, known));
                    view.ifPresent(known -> {
                        long version = known.version();
                        if (version != told.getOrDefault(run, -1L)) {
                            told.put(run, version);
                            Bulletins.Bulletin progress = bulletins.progress(run, known, version);
                            changed.add(progress.json());
                            if (progress.complete() && complete.add(run)) {
                                newlyComplete.add(run);
                            }
                        }
                    });
                });
        return changed;
    }

    /** One that is archived while someone listens is told once more: archived. */
    private boolean isTold(String run, RunView view) {
        return told.containsKey(run)
                || view.manifest().filter(manifest -> !manifest.getArchived()).isPresent();
    }

    private List<String> gone() {
        Map<String, Long> gone = new LinkedHashMap<>(told);
        gone.keySet().removeIf(run -> bulletins.board().run(run).isPresent());
        told.keySet().removeAll(gone.keySet());
        return List.copyOf(gone.keySet());
    }

    @Override
    public boolean isOver() {
        return false;
    }
}
