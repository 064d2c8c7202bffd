package dev.vlmstream.scoring.http.live;

import dev.vlmstream.rest.live.AllRunsEvent;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.scoring.http.live.LiveStream.Connection;
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
final class AllRunsStream implements LiveStream {
    /** Of more than a page can show, the newest are sent. */
    static final int MOST_RUNS = 500;

    private final PayloadCache payloads;
    private final Map<String, Long> sentVersions = new HashMap<>();
    private final Set<String> complete = new HashSet<>();
    private boolean begun;

    AllRunsStream(PayloadCache payloads) {
        this.payloads = payloads;
    }

    @Override
    public Sent publish(Connection to) {
        List<String> gone = takeGone();
        if (!gone.isEmpty()) {
            to.send(AllRunsEvent.DELETED.id(), payloads.names(gone));
        }
        List<String> newlyComplete = new ArrayList<>();
        List<String> changed = takeChanged(newlyComplete);
        if (!begun || !changed.isEmpty()) {
            to.send(AllRunsEvent.RUNS.id(), "[" + String.join(",", changed) + "]");
        }
        if (begun && !newlyComplete.isEmpty()) {
            to.send(AllRunsEvent.COMPLETE.id(), payloads.names(newlyComplete));
        }
        boolean news = !begun || !changed.isEmpty() || !gone.isEmpty();
        begun = true;
        return news ? Sent.NEWS : Sent.NOTHING;
    }

    private List<String> takeChanged(List<String> newlyComplete) {
        List<String> changed = new ArrayList<>();
        payloads.readModel().manifests().stream()
                .limit(MOST_RUNS)
                .map(RunManifest::getRun)
                .forEach(run -> takeIfChanged(run, newlyComplete).ifPresent(changed::add));
        return changed;
    }

    private Optional<String> takeIfChanged(String run, List<String> newlyComplete) {
        Optional<RunView> view = payloads.readModel().run(run).filter(known -> isShown(run, known));
        if (view.isEmpty()) {
            return Optional.empty();
        }
        long version = view.get().version();
        Long sent = sentVersions.put(run, version);
        if (sent != null && sent == version) {
            return Optional.empty();
        }
        PayloadCache.Payload progress = payloads.progress(run, view.get(), version);
        if (progress.complete() && complete.add(run)) {
            newlyComplete.add(run);
        }
        return Optional.of(progress.json());
    }

    /** One that is archived while a client watches is sent once more: archived. */
    private boolean isShown(String run, RunView view) {
        return sentVersions.containsKey(run)
                || view.manifest().filter(manifest -> !manifest.getArchived()).isPresent();
    }

    private List<String> takeGone() {
        Map<String, Long> gone = new LinkedHashMap<>(sentVersions);
        gone.keySet().removeIf(run -> payloads.readModel().run(run).isPresent());
        sentVersions.keySet().removeAll(gone.keySet());
        return List.copyOf(gone.keySet());
    }
}
