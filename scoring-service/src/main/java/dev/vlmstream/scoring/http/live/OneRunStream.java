package dev.vlmstream.scoring.http.live;

import dev.vlmstream.rest.live.RunEvent;
import dev.vlmstream.scoring.http.live.LiveStream.Connection;
import dev.vlmstream.scoring.runs.RunView;
import java.util.Optional;

/** What comes of one run; {@code deleted}, and nothing after it, if the run ever is. */
abstract class OneRunStream implements LiveStream {
    final String run;
    final PayloadCache payloads;

    OneRunStream(String run, PayloadCache payloads) {
        this.run = run;
        this.payloads = payloads;
    }

    @Override
    public final Sent publish(Connection to) {
        Optional<RunView> view = payloads.readModel().run(run);
        if (view.isEmpty()) {
            to.send(RunEvent.DELETED.id(), payloads.name(run));
            return Sent.LAST;
        }
        return publish(view.get(), to);
    }

    /** Sends what has changed of the run since the last call. */
    abstract Sent publish(RunView view, Connection to);

    /** The answers of one run as they come: some of the newest at once, then of each second; {@code deleted} if the run ever is. */
    static final class Answers extends OneRunStream {
        private final AnswerTails tails;
        private long sentTurn;

        Answers(String run, PayloadCache payloads, AnswerTails tails) {
            super(run, payloads);
            this.tails = tails;
        }

        @Override
        Sent publish(RunView view, Connection to) {
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

    /** One run: {@code metrics} at once and after changes, {@code complete} once, {@code deleted} if it ever is. */
    static final class Metrics extends OneRunStream {
        private long sentVersion = -1;
        private boolean sentComplete;

        Metrics(String run, PayloadCache payloads) {
            super(run, payloads);
        }

        @Override
        Sent publish(RunView view, Connection to) {
            long version = view.version();
            if (version == sentVersion) {
                return Sent.NOTHING;
            }
            sentVersion = version;
            PayloadCache.Payload metrics = payloads.metrics(run, view, version);
            to.send(RunEvent.METRICS.id(), metrics.json());
            if (metrics.complete() && !sentComplete) {
                sentComplete = true;
                to.send(RunEvent.COMPLETE.id(), metrics.json());
            }
            return Sent.NEWS;
        }
    }
}
