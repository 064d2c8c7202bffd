package dev.vlmstream.scoring.ledger;

import dev.vlmstream.schemas.Status;

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
