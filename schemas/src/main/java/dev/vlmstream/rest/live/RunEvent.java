package dev.vlmstream.rest.live;

import dev.vlmstream.rest.items.ItemLine;
import dev.vlmstream.rest.metrics.RunMetrics;
import java.util.List;

/** The events of one run. */
public enum RunEvent implements StreamEvent {
    METRICS(RunMetrics.class, "At once and after changes, at most every 50 ms"),
    ANSWERS(
            NewestAnswers.class,
            "With feed=answers, in place of the numbers: some of the newest at once, then once a second"),
    COMPLETE(RunMetrics.class, "Once, when the run is complete"),
    DELETED(RunName.class, "The run was deleted; nothing follows");

    private final Class<?> data;
    private final String when;

    RunEvent(Class<?> data, String when) {
        this.data = data;
        this.when = when;
    }

    @Override
    public Class<?> data() {
        return data;
    }

    @Override
    public String when() {
        return when;
    }

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
