package dev.vlmstream.scoring.view;

import dev.vlmstream.evaluation.metrics.RuleCount;
import dev.vlmstream.schemas.Status;
import java.util.Comparator;

/**
 * A score in the index: what is asked for, without its texts.
 *
 * @param grade under the task's primary rule, in billionths; right is a whole one, wrong 0
 * @param at when the prediction was made, milliseconds since the epoch; 0: there was none
 * @param image number of the item's image within the run; −1: none
 */
public record ScoreEntry(
        String item, String model, int partition, long offset, Status status, int grade, long at, int image) {
    /** The order of pages and exports. */
    static final Comparator<ScoreEntry> ORDER =
            Comparator.comparing(ScoreEntry::item).thenComparing(ScoreEntry::model);

    /** Right under the primary rule, of grades those from 0.5 on. */
    public boolean right() {
        return RuleCount.isRight(grade);
    }

    /** Itself as a count, to be added to others. */
    RuleCount count(boolean graded) {
        return graded ? RuleCount.NONE.addGrade(grade) : RuleCount.NONE.add(right());
    }

    public Position position() {
        return new Position(partition, offset);
    }

    /** Whether the rules judged it: in every rule's n. */
    boolean isJudged() {
        return status == Status.ANSWERED || status == Status.UNPARSED;
    }
}
