package dev.vlmstream.scoring.view;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An item that one of two models got right and the other did not, under each one's primary rule.
 *
 * @param first the score of the first model
 * @param second that of the second
 */
public record Difference(ScoreEntry first, ScoreEntry second) {

    /** Which differences are asked for. */
    public enum Kind {
        /** All. */
        ANY,
        /** The first model is right. */
        FIRST,
        /** The second model is right. */
        SECOND;

        private boolean accepts(Difference difference) {
            return this == ANY || difference.first().right() == (this == FIRST);
        }
    }

    /** The items that both models answered differently well, in order of item; the runs are the same or of one dataset. */
    public static List<Difference> between(
            RunView firstRun, String first, RunView secondRun, String second, Kind kind) {
        Map<String, ScoreEntry> others = new HashMap<>();
        secondRun.judged(second).forEach(entry -> others.put(entry.item(), entry));
        List<ScoreEntry> entries = firstRun.judged(first);
        entries.sort(ScoreEntry.ORDER);
        List<Difference> found = new ArrayList<>();
        for (ScoreEntry entry : entries) {
            ScoreEntry other = others.get(entry.item());
            if (other != null && other.right() != entry.right()) {
                Difference difference = new Difference(entry, other);
                if (kind.accepts(difference)) {
                    found.add(difference);
                }
            }
        }
        return found;
    }
}
