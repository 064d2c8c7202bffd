package dev.vlmstream.cli.watch;

import dev.vlmstream.cli.push.RunWatch.Watcher;
import dev.vlmstream.rest.metrics.RunMetrics;
import java.util.ArrayList;
import java.util.List;

/** Runs on a screen. */
public final class RunDisplay implements Watcher {
    private final Screen screen;
    private final String footer;
    private final RunLines lines = new RunLines();
    private List<RunMetrics> last = List.of();

    /** @param footer a line below them */
    public RunDisplay(Screen screen, String footer) {
        this.screen = screen;
        this.footer = footer;
    }

    @Override
    public void seen(List<RunMetrics> metrics) {
        last = metrics;
        draw(List.of("", footer));
    }

    /** What was seen last stays. */
    @Override
    public void away(String why) {
        draw(List.of("", why + "; asking again", footer));
    }

    private void draw(List<String> below) {
        List<String> all = new ArrayList<>();
        last.forEach(run -> all.addAll(lines.of(run, screen.columns(), System.nanoTime())));
        screen.show(all, below);
    }
}
