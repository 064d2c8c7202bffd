package dev.vlmstream.scoring.runs;

import java.util.ArrayList;
import java.util.List;

/**
 * A run's newest scores, for those who watch answers come. Guarded by its run. It is filled whether or not somebody watches,
 * since it costs next to nothing beside the index: some 60 ns a score, on the thread that follows the topics.
 */
final class NewestScores {
    static final int MOST = 60;

    private final List<Arrival> kept = new ArrayList<>(MOST + 1);
    private long arrived;

    /**
     * @param number of the score, in the order in which the run's scores came, from 1
     * @param at when it became news
     */
    private record Arrival(long number, long at, ScoreEntry entry) {}

    /** @param at when it became news, milliseconds since the epoch; 0: it was not predicted, and counts as made now */
    void add(ScoreEntry entry, long at) {
        arrived++;
        long newest = kept.isEmpty() ? 0 : kept.get(kept.size() - 1).at();
        Arrival arrival = new Arrival(arrived, at == 0 ? newest : at, entry);
        // After a start, partitions are read one behind another: what was read last is not what was said last.
        if (kept.size() == MOST && arrival.at() < kept.get(0).at()) {
            return;
        }
        int place = kept.size();
        while (place > 0 && kept.get(place - 1).at() > arrival.at()) {
            place--;
        }
        kept.add(place, arrival);
        if (kept.size() > MOST) {
            kept.remove(0);
        }
    }

    /** How many scores there were. */
    long arrived() {
        return arrived;
    }

    /** Those of the kept ones that came after this many, newest first. */
    List<ScoreEntry> after(long seen) {
        List<ScoreEntry> found = new ArrayList<>();
        for (int i = kept.size() - 1; i >= 0; i--) {
            if (kept.get(i).number() > seen) {
                found.add(kept.get(i).entry());
            }
        }
        return found;
    }
}
