package dev.vlmstream.rest.live;

import dev.vlmstream.rest.runs.RunProgress;
import java.util.List;

/** The events of all runs. */
public final class AllRunsEvent {
    public static final StreamEvent RUNS = new StreamEvent(
            "runs",
            RunProgress.class,
            true,
            "At once the newest that are not archived, then those that appear or change");
    public static final StreamEvent COMPLETE =
            new StreamEvent("complete", RunNames.class, "Those that have become complete");
    public static final StreamEvent DELETED = new StreamEvent("deleted", RunNames.class, "Those that were deleted");

    public static final List<StreamEvent> ALL = List.of(RUNS, COMPLETE, DELETED);

    private AllRunsEvent() {}

    /** The data of an event that is about runs as such. */
    public record RunNames(List<String> runs) {}
}
