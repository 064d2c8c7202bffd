package dev.vlmstream.scoring.readmodel;

import dev.vlmstream.scoring.index.Cursor;
import dev.vlmstream.scoring.index.ScoreIndex;
import dev.vlmstream.scoring.index.ScoreIndexStore;
import dev.vlmstream.scoring.runs.Position;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the dead letters lie in their topic, in the order in which they came: all of them in one list, and those of runs in another, by
 * run. Both are on disk, so neither their number nor their reasons nor the runs that they name take memory.
 */
final class DeadLetterIndex {
    private static final char SEPARATOR = '\0';

    private final ScoreIndexStore store;
    private final ScoreIndexStore.Name all;
    private final ScoreIndexStore.Name byRun;
    private long arrived;

    DeadLetterIndex(ScoreIndex index) {
        this.store = index.store();
        int number = index.newRun();
        this.all = new ScoreIndexStore.Name(number, 0, 0);
        this.byRun = new ScoreIndexStore.Name(number, 0, 1);
    }

    /**
     * For one thread.
     *
     * @param run null: it is not known, or can be none
     */
    void add(@Nullable String run, int partition, long offset) {
        String place = String.format("%016x", arrived++);
        store.put(all, new ScoreIndexStore.Entry(place, partition, offset));
        if (run != null) {
            store.put(byRun, new ScoreIndexStore.Entry(of(run) + place, partition, offset));
        }
    }

    /**
     * A part of them, the oldest first.
     *
     * @param run null: of all runs and of none
     */
    List<Position> page(@Nullable String run, long from, int size) {
        List<Position> page = new ArrayList<>();
        try (Cursor cursor = run == null ? store.cursor(List.of(all)) : store.cursor(byRun, of(run))) {
            for (long place = 0; page.size() < size && cursor.advance(); place++) {
                if (place >= from) {
                    ScoreIndexStore.Entry at = cursor.entry();
                    page.add(new Position(at.partition(), at.offset()));
                }
            }
        }
        return page;
    }

    /** Forgets those of a run. */
    void delete(String run) {
        List<String> places = new ArrayList<>();
        do {
            places.clear();
            try (Cursor cursor = store.cursor(byRun, of(run))) {
                while (places.size() < ScoreIndexStore.WRITTEN_TOGETHER && cursor.advance()) {
                    places.add(cursor.entry().item());
                }
            }
            for (String place : places) {
                store.remove(byRun, place);
                store.remove(all, place.substring(of(run).length()));
            }
        } while (!places.isEmpty());
    }

    private static String of(String run) {
        return run + SEPARATOR;
    }
}
