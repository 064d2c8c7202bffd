package dev.vlmstream.rest.live;

import dev.vlmstream.rest.items.ItemLine;
import dev.vlmstream.rest.metrics.RunMetrics;
import java.util.List;

/** The events of one run. */
public final class RunEvent {
    public static final StreamEvent METRICS =
            new StreamEvent("metrics", RunMetrics.class, "At once and after changes, at most every 50 ms");
    public static final StreamEvent ANSWERS = new StreamEvent(
            "answers",
            NewestAnswers.class,
            "With feed=answers, in place of the numbers: some of the newest at once, then once a second");
    public static final StreamEvent COMPLETE =
            new StreamEvent("complete", RunMetrics.class, "Once, when the run is complete");
    public static final StreamEvent DELETED =
            new StreamEvent("deleted", RunName.class, "The run was deleted; nothing follows");

    public static final List<StreamEvent> ALL = List.of(METRICS, ANSWERS, COMPLETE, DELETED);

    private RunEvent() {}

    /** The data of an event that is about a run as such. */
    public record RunName(String run) {}

    /**
     * Some of the answers that have just come, for those who watch.
     *
     * @param arrived how many came since the message before, of which these are some; in the first message all so far
     * @param seconds since the message before; 0 in the first
     * @param answers newest first, in brief
     */
    public record NewestAnswers(String run, long arrived, double seconds, List<ItemLine> answers) {}
}
