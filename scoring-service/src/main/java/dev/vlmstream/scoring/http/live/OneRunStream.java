package dev.vlmstream.scoring.http.live;

import dev.vlmstream.rest.live.RunEvent;
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
    public final Sent publish(LiveConnection to) {
        Optional<RunView> view = payloads.readModel().run(run);
        if (view.isEmpty()) {
            to.send(RunEvent.DELETED.id(), payloads.name(run));
            return Sent.LAST;
        }
        return publish(view.get(), to);
    }

    /** Sends what has changed of the run since the last call. */
    abstract Sent publish(RunView view, LiveConnection to);
}
