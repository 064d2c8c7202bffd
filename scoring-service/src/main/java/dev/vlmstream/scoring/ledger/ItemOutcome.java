package dev.vlmstream.scoring.ledger;

import dev.vlmstream.schemas.Status;
import java.util.List;

/**
 * What became of one item with one model.
 *
 * @param profile the number of the {@link OutcomeProfile}
 * @param right bit i: found right under the profile's rule i
 * @param grades what the profile's rules with part credit gave, in its order, in billionths
 * @param sums its numbers, in the order of {@link ItemSum}; fewer, or none, where there was no answer
 * @param at when the prediction was made, milliseconds since the epoch; 0: there was none
 */
record ItemOutcome(int profile, Stage stage, int right, List<Integer> grades, List<Long> sums, long at) {
    static ItemOutcome waiting(int profile) {
        return new ItemOutcome(profile, Stage.WAITING, 0, List.of(), List.of(), 0);
    }

    boolean isRight(int rule) {
        return (right >> rule & 1) == 1;
    }

    void encode(StateFormat.Writer out) {
        out.number(profile).number(stage.ordinal()).number(right).number(at).number(grades.size());
        grades.forEach(out::number);
        out.number(sums.size());
        sums.forEach(out::number);
    }

    static ItemOutcome decode(StateFormat.Reader in) {
        int profile = in.integer();
        Stage stage = Stage.at(in.integer());
        int right = in.integer();
        long at = in.number();
        return new ItemOutcome(profile, stage, right, in.integers(), in.numbers(), at);
    }

    /** How far one model has come with one item. The order is part of the stored layout. */
    enum Stage {
        /** There is a prediction, and no reference yet. */
        WAITING,
        ANSWERED,
        UNPARSED,
        REFUSED,
        FAILED;

        private static final Stage[] STAGES = values();

        static Stage at(int ordinal) {
            return STAGES[ordinal];
        }

        static Stage of(Status status) {
            return valueOf(status.name());
        }

        /** Whether the rules judged an answer. */
        boolean isJudged() {
            return this == ANSWERED || this == UNPARSED;
        }
    }
}
