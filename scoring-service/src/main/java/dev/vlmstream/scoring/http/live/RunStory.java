package dev.vlmstream.scoring.http.live;

import dev.vlmstream.scoring.runs.RunView;
import java.util.Optional;

/** One run: {@code metrics} at once and after changes, {@code complete} once, {@code deleted} if it ever is. */
final class RunStory implements Story {
    private final String run;
    private final Bulletins bulletins;
    private long told = -1;
    private boolean toldComplete;
    private boolean over;

    RunStory(String run, Bulletins bulletins) {
        this.run = run;
        this.bulletins = bulletins;
    }

    @Override
    public boolean tell(Sink sink) {
        Optional<RunView> view = bulletins.board().run(run);
        if (view.isEmpty()) {
            over = true;
            sink.tell("deleted", bulletins.name(run));
            return true;
        }
        long version = view.get().version();
        if (version == told) {
            return false;
        }
        told = version;
        Bulletins.Bulletin metrics = bulletins.metrics(run, view.get(), version);
        sink.tell("metrics", metrics.json());
        if (metrics.complete() && !toldComplete) {
            toldComplete = true;
            sink.tell("complete", metrics.json());
        }
        return true;
    }

    @Override
    public boolean isOver() {
        return over;
    }
}
