package dev.vlmstream.scoring.http.live;

import dev.vlmstream.rest.live.RunEvent;
import dev.vlmstream.scoring.runs.RunView;
import java.util.Optional;

/** One run: {@code metrics} at once and after changes, {@code complete} once, {@code deleted} if it ever is. */
final class RunStream implements LiveStream {
    private final String run;
    private final PayloadCache payloads;
    private long sentVersion = -1;
    private boolean sentComplete;

    RunStream(String run, PayloadCache payloads) {
        this.run = run;
        this.payloads = payloads;
    }

    @Override
    public Sent publish(LiveConnection to) {
        Optional<RunView> view = payloads.readModel().run(run);
        if (view.isEmpty()) {
            to.send(RunEvent.DELETED.id(), payloads.name(run));
            return Sent.LAST;
        }
        long version = view.get().version();
        if (version == sentVersion) {
            return Sent.NOTHING;
        }
        sentVersion = version;
        PayloadCache.Payload metrics = payloads.metrics(run, view.get(), version);
        to.send(RunEvent.METRICS.id(), metrics.json());
        if (metrics.complete() && !sentComplete) {
            sentComplete = true;
            to.send(RunEvent.COMPLETE.id(), metrics.json());
        }
        return Sent.NEWS;
    }
}
