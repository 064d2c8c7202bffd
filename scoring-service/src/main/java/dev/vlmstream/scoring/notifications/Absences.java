package dev.vlmstream.scoring.notifications;

import dev.vlmstream.schemas.Absence;
import dev.vlmstream.schemas.topics.Keys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Which runs continue without a model: those that wait for one that no service has ever announced, for longer than their patience. A
 * wait begins when this replica first sees it; nobody's clock is trusted.
 */
final class Absences {
    private final Supplier<Map<String, List<String>>> lateModels;
    private final Duration patience;
    private final Map<String, Long> since = new HashMap<>();

    /** @param lateModels the models that runs wait for although no service has announced them, by run */
    Absences(Supplier<Map<String, List<String>>> lateModels, Duration patience) {
        this.lateModels = lateModels;
        this.patience = patience;
    }

    /** Another replica may have decided meanwhile. */
    void forget() {
        since.clear();
    }

    /**
     * The absences that are to be written now.
     *
     * @param now by {@link System#nanoTime()}
     */
    List<Absence> due(long now) {
        List<Absence> due = new ArrayList<>();
        Set<String> waits = new HashSet<>();
        lateModels
                .get()
                .forEach((run, models) -> models.forEach(model -> {
                    String key = Keys.absence(run, model);
                    waits.add(key);
                    if (now - since.computeIfAbsent(key, unseen -> now) >= patience.toNanos()) {
                        due.add(new Absence(run, model, System.currentTimeMillis()));
                    }
                }));
        since.keySet().retainAll(waits);
        return due;
    }
}
