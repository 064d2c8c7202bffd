package dev.vlmstream.cli.push;

import dev.vlmstream.rest.metrics.RunMetrics;
import java.util.List;

/** Told what is seen of runs that are being followed. */
@FunctionalInterface
public interface Watcher {
    /** For whoever waits only for the end. */
    Watcher NONE = metrics -> {};

    /** Their metrics, each time they are asked for. */
    void seen(List<RunMetrics> metrics);

    /** The scoring service cannot be asked just now, and why; it will be asked again. */
    default void away(String why) {}
}
