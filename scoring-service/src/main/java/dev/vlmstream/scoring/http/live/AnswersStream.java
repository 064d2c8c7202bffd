package dev.vlmstream.scoring.http.live;

import dev.vlmstream.rest.live.RunEvent;
import dev.vlmstream.scoring.runs.RunView;

/** The answers of one run as they come: some of the newest at once, then of each second; {@code deleted} if the run ever is. */
final class AnswersStream extends OneRunStream {
    private final AnswerTails tails;
    private long sentTurn;

    AnswersStream(String run, PayloadCache payloads, AnswerTails tails) {
        super(run, payloads);
        this.tails = tails;
    }

    @Override
    Sent publish(RunView view, LiveConnection to) {
        AnswerTail.Turn turn = tails.newest(run, view);
        if (turn == null || turn.number() == sentTurn) {
            return Sent.NOTHING;
        }
        // Who reads slowly misses turns, and is sent the newest.
        to.send(RunEvent.ANSWERS.id(), payloads.answers(sentTurn == 0 ? turn.whole() : turn.news()));
        sentTurn = turn.number();
        return Sent.NEWS;
    }
}
