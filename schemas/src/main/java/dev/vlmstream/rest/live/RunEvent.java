package dev.vlmstream.rest.live;

import dev.vlmstream.rest.metrics.RunMetrics;
import dev.vlmstream.rest.runs.RunName;

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
}
