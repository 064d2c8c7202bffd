package dev.vlmstream.ingest;

import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Deletions;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.streaming.tables.Table;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The runs that items may belong to: those of the runs topic, and those opened earlier in the same batch. One that is not known may
 * be on its way: items can overtake their manifest on the way through partitions.
 */
final class RunLookup {
    private static final int MOST_VALID = 1000;
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** After a commit, its records can be read once the broker has marked them: moments later, or seconds if it is busy. */
    private static final Duration MARKED = Duration.ofMinutes(1);

    private final Table<RunManifest> runs;
    private final Map<String, RunManifest> fresh = new HashMap<>();
    private long missedAt = System.nanoTime() - LOOK.toNanos();
    /** What was opened here lately, until it can be read. */
    private final Map<String, Opened> unread = new HashMap<>();
    /** Manifests that were found to be valid, so that not every item asks again. */
    private final Map<String, RunManifest> valid = new HashMap<>();

    private boolean caughtUp;

    /**
     * A manifest on its way to the runs topic, unless its transaction was given up.
     *
     * @param by where the record lies that opened it: if that comes again, it was
     * @param since {@link System#nanoTime()}
     */
    private record Opened(RunManifest manifest, String by, long since) {}

    RunLookup(Table<RunManifest> runs) {
        this.runs = runs;
    }

    /** Forgets what the last batch opened: it has been written, or given up. */
    void beginBatch() {
        fresh.clear();
        if (valid.size() > MOST_VALID) {
            valid.clear();
        }
        caughtUp = false;
    }

    /**
     * Opens a run; false if it is open already with the same settings.
     *
     * @param by where the record of the manifest lies
     * @throws RejectedException if it is open with others
     */
    boolean open(RunManifest manifest, String by) {
        Optional<RunManifest> there = Optional.ofNullable(fresh.get(manifest.getRun()))
                .or(() -> runs.find(manifest.getRun()))
                .or(() -> openedByOther(manifest.getRun(), by));
        if (there.isPresent()) {
            KnownRun.requireSame(there.get(), manifest);
            return false;
        }
        fresh.put(manifest.getRun(), manifest);
        unread.put(manifest.getRun(), new Opened(manifest, by, System.nanoTime()));
        return true;
    }

    private Optional<RunManifest> openedByOther(String run, String by) {
        forgetWhatCanBeRead();
        return Optional.ofNullable(unread.get(run))
                .filter(opened -> !opened.by().equals(by))
                .map(Opened::manifest);
    }

    private void forgetWhatCanBeRead() {
        unread.values()
                .removeIf(opened -> System.nanoTime() - opened.since() > MARKED.toNanos()
                        || runs.known(opened.manifest().getRun()).isPresent());
    }

    /** The manifest with its items; empty if the run is closed already. */
    Optional<RunManifest> close(RunManifest manifest, Pushed.Closing closing) {
        KnownRun.requireItems(manifest, closing.items(), closing.itemsDigest());
        if (KnownRun.isClosed(manifest)) {
            return Optional.empty();
        }
        RunManifest closed = RunManifest.newBuilder(manifest)
                .setItems(closing.items())
                .setItemsDigest(closing.itemsDigest() == null ? manifest.getItemsDigest() : closing.itemsDigest())
                .setClosedAt(System.currentTimeMillis())
                .build();
        fresh.put(closed.getRun(), closed);
        return Optional.of(closed);
    }

    /**
     * The run of an item; empty if it is not known, or cannot be told yet.
     *
     * @param run null where the sender left it out: then it is the one run that is open, else the newest
     * @throws RejectedException if nothing can be asked in it
     */
    Optional<RunManifest> find(@Nullable String run) {
        Optional<RunManifest> manifest = run == null || run.isEmpty() ? theOpenRun() : known(Keys.requireRun(run));
        manifest.ifPresent(this::requireUsable);
        return manifest;
    }

    private void requireUsable(RunManifest manifest) {
        KnownRun.requireNotDeleted(manifest);
        if (valid.get(manifest.getRun()) != manifest) {
            KnownRun.requireValid(manifest);
            valid.put(manifest.getRun(), manifest);
        }
    }

    /** One that is missed is looked for to the topic's end once a second at most: that takes as long as a fetch may wait. */
    private Optional<RunManifest> known(String run) {
        Optional<RunManifest> known = Optional.ofNullable(fresh.get(run)).or(() -> runs.known(run));
        if (known.isPresent() || System.nanoTime() - missedAt < LOOK.toNanos()) {
            return known;
        }
        Optional<RunManifest> found = runs.find(run);
        if (found.isEmpty()) {
            missedAt = System.nanoTime();
        }
        return found;
    }

    /** A closing record may overtake lines on its way, so where no run is open the newest one is meant. */
    private Optional<RunManifest> theOpenRun() {
        if (!caughtUp) {
            runs.catchUp();
            caughtUp = true;
        }
        forgetWhatCanBeRead();
        if (!fresh.keySet().containsAll(unread.keySet())) {
            return Optional.empty();
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
}
