package dev.vlmstream.cli.push;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.output.Progress;
import dev.vlmstream.cli.push.RunWatch.Watcher;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.cli.rest.StubScoring;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RunWatchTest {
    @Test
    void aRunThatWillNeverBeCompleteIsNotWaitedFor() {
        try (StubScoring scoring = new StubScoring()) {
            scoring.run("nightly", """
                    {"run": "nightly", "task": "open-world", "items": 100, "complete": false,
                     "problem": "125 of 100 items: more than the manifest says",
                     "models": [{"model": "vlm", "answered": 125}]}
                    """, "");
            RunWatch watch = new RunWatch(new ScoringClient(scoring.address()), Duration.ofDays(1));

            assertThatThrownBy(() -> watch.untilComplete("nightly", Progress.NONE, Watcher.NONE))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessage("run \"nightly\" will never be complete: 125 of 100 items: more than the manifest says;"
                            + " see its numbers so far with `vlmstream metrics nightly`, and push again"
                            + " under another --run");
        }
    }

    @Test
    void aRunThatIsDeletedIsNotWaitedFor() {
        try (StubScoring scoring = new StubScoring()) {
            scoring.run("nightly", """
                    {"run": "nightly", "task": "open-world", "items": 100, "complete": false,
                     "models": [{"model": "vlm", "answered": 25}]}
                    """, "");
            RunWatch watch = new RunWatch(new ScoringClient(scoring.address()), Duration.ofSeconds(1));

            assertThatThrownBy(() -> watch.untilComplete("nightly", Progress.NONE, seen -> scoring.forget("nightly")))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessage("run \"nightly\" was deleted while it was waited for");
        }
    }
}
