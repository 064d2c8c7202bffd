package dev.vlmstream.ingest;

import dev.vlmstream.schemas.ModelAnnouncement;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Deletions;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.streaming.tables.Table;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The runs that items may belong to: those of the runs topic, and those opened earlier in the same batch. Items can
 * overtake their manifest, and models their announcement, on the way through partitions; so a run or model that is not
 * known is waited for, up to a grace period after the record was written. A run's models that are there do not wait for the others.
 */
final class RunBook {
    private final Table<RunManifest> runs;
    private final Table<ModelAnnouncement> models;
    private final Duration grace;
    private final Map<String, RunManifest> fresh = new HashMap<>();
    /** Looked for in vain since the batch began: not to be looked for again with every record. */
    private final Set<String> missingRuns = new HashSet<>();

    private final Set<String> missingModels = new HashSet<>();
    private boolean caughtUp;

    RunBook(Table<RunManifest> runs, Table<ModelAnnouncement> models, Duration grace) {
        this.runs = runs;
        this.models = models;
        this.grace = grace;
    }

    /**
     * A run, as far as it is known.
     *
     * @param unknownModels those of its models that no service has announced
     * @param mayComeYet whether the grace period of what is missing, run or models, is not over
     */
    record Lookup(@Nullable RunManifest manifest, List<String> unknownModels, boolean mayComeYet) {
        boolean isKnown() {
            return manifest != null;
        }

        private static Lookup later() {
            return new Lookup(null, List.of(), true);
        }
    }

    /** Forgets what the last batch opened: it has been written, or given up. */
    void beginBatch() {
        fresh.clear();
        missingRuns.clear();
        missingModels.clear();
        caughtUp = false;
    }

    /** Opens a run; false if it is open already with the same settings. */
    boolean open(RunManifest manifest) {
        Optional<RunManifest> there = known(manifest.getRun());
        if (there.isPresent()) {
            KnownRun.requireSame(there.get(), manifest);
            return false;
        }
        fresh.put(manifest.getRun(), manifest);
        missingRuns.remove(manifest.getRun());
        return true;
    }

    /** The manifest with its count; empty if the run is closed already. */
    Optional<RunManifest> close(RunManifest manifest, long items) {
        KnownRun.requireCount(manifest, items);
        if (KnownRun.isClosed(manifest)) {
            return Optional.empty();
        }
        RunManifest closed = RunManifest.newBuilder(manifest)
                .setItems(items)
                .setClosedAt(System.currentTimeMillis())
                .build();
        fresh.put(closed.getRun(), closed);
        return Optional.of(closed);
    }

    /**
     * The run of an item.
     *
     * @param run null where the sender left it out: then it is the one run that is open, else the newest
     * @throws RejectedException if there is no such run, and it will not come
     */
    Lookup find(@Nullable String run, long writtenAt) {
        boolean graced = System.currentTimeMillis() - writtenAt < grace.toMillis();
        Optional<RunManifest> manifest = run == null || run.isEmpty() ? theOpenRun() : known(Keys.requireRun(run));
        if (manifest.isEmpty()) {
            if (graced) {
                return Lookup.later();
            }
            throw new RejectedException(
                    run == null || run.isEmpty()
                            ? "names no run, and several are open or none is there; add \"run\", or a record header \"run\""
                            : "unknown run \"" + run + "\": its manifest must be pushed before its items");
        }
        KnownRun.requireNotDeleted(manifest.get());
        List<String> unknown = manifest.get().getModels().stream()
                .filter(model -> !isAnnounced(model))
                .toList();
        return new Lookup(manifest.get(), unknown, !unknown.isEmpty() && graced);
    }

    /** Names of the models that services answer for. */
    Set<String> knownModels() {
        Set<String> names = new TreeSet<>();
        models.rows().forEach(model -> names.add(model.getModel()));
        return names;
    }

    private Optional<RunManifest> known(String run) {
        RunManifest opened = fresh.get(run);
        if (opened != null) {
            return Optional.of(opened);
        }
        if (missingRuns.contains(run)) {
            return Optional.empty();
        }
        Optional<RunManifest> found = runs.find(run);
        if (found.isEmpty()) {
            missingRuns.add(run);
        }
        return found;
    }

    /** A closing record may overtake lines on its way, so where no run is open the newest one is meant. */
    private Optional<RunManifest> theOpenRun() {
        if (!caughtUp) {
            runs.catchUp();
            caughtUp = true;
        }
        Map<String, RunManifest> all = new HashMap<>();
        runs.rows().forEach(manifest -> all.put(manifest.getRun(), manifest));
        all.putAll(fresh);
        all.values().removeIf(Deletions::isDeleted);
        List<RunManifest> open = all.values().stream()
                .filter(manifest -> manifest.getItems() == null)
                .toList();
        return open.isEmpty()
                ? all.values().stream().max(Comparator.comparingLong(RunManifest::getCreatedAt))
                : open.size() == 1 ? Optional.of(open.get(0)) : Optional.empty();
    }

    private boolean isAnnounced(String model) {
        if (missingModels.contains(model)) {
            return false;
        }
        boolean announced = models.find(model).isPresent();
        if (!announced) {
            missingModels.add(model);
        }
        return announced;
    }
}
