package dev.vlmstream.scoring.http.live;

import dev.vlmstream.rest.live.RunEvent;
import dev.vlmstream.scoring.runs.RunView;
import java.util.Optional;

/** The answers of one run as they come: some of the newest at once, then of each second; {@code deleted} if the run ever is. */
final class AnswersStream implements LiveStream {
    private final String run;
    private final PayloadCache payloads;
    private final AnswerTails tails;
    private long sentTurn;

    AnswersStream(String run, PayloadCache payloads, AnswerTails tails) {
        this.run = run;
        this.payloads = payloads;
        this.tails = tails;
    }

    @Override
    public Sent publish(LiveConnection to) {
        Optional<RunView> view = payloads.readModel().run(run);
        if (view.isEmpty()) {
            to.send(RunEvent.DELETED.id(), payloads.name(run));
            return Sent.LAST;
        }
        AnswerTail.Turn turn = tails.newest(run, view.get());
        if (turn == null || turn.number() == sentTurn) {
            return Sent.NOTHING;
        }
        // Who reads slowly misses turns, and is sent the newest.
        to.send(RunEvent.ANSWERS.id(), tails.json(sentTurn == 0 ? turn.whole() : turn.news()));
        sentTurn = turn.number();
        return Sent.NEWS;
    }
}
