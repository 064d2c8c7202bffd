package dev.vlmstream.scoring.http.live;

import dev.vlmstream.rest.live.RunEvent;
import dev.vlmstream.scoring.runs.RunView;

/** One run: {@code metrics} at once and after changes, {@code complete} once, {@code deleted} if it ever is. */
final class RunStream extends OneRunStream {
    private long sentVersion = -1;
    private boolean sentComplete;

    RunStream(String run, PayloadCache payloads) {
        super(run, payloads);
    }

    @Override
    Sent publish(RunView view, LiveConnection to) {
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
