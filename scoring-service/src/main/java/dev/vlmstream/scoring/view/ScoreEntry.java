package dev.vlmstream.scoring.view;

import dev.vlmstream.schemas.Status;
import java.util.Comparator;

/**
 * A score in the index: what is asked for, without its texts.
 *
 * @param right under the task's primary rule
 * @param at when the prediction was made, milliseconds since the epoch; 0: there was none
 * @param image number of the item's image within the run; −1: none
 */
public record ScoreEntry(
        String item, String model, int partition, long offset, Status status, boolean right, long at, int image) {
    /** The order of pages and exports. */
    static final Comparator<ScoreEntry> ORDER =
            Comparator.comparing(ScoreEntry::item).thenComparing(ScoreEntry::model);

    public Position position() {
        return new Position(partition, offset);
    }

    /** Whether the rules judged it: in every rule's n. */
    boolean isJudged() {
        return status == Status.ANSWERED || status == Status.UNPARSED;
    }
}
