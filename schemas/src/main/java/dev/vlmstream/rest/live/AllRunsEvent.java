package dev.vlmstream.rest.live;

import dev.vlmstream.rest.runs.RunProgress;
import java.util.List;

/** The events of all runs. */
public enum AllRunsEvent implements StreamEvent {
    RUNS(RunProgress.class, "At once the newest that are not archived, then those that appear or change"),
    COMPLETE(RunNames.class, "Those that have become complete"),
    DELETED(RunNames.class, "Those that were deleted");

    private final Class<?> data;
    private final String when;

    AllRunsEvent(Class<?> data, String when) {
        this.data = data;
        this.when = when;
    }

    @Override
    public Class<?> data() {
        return data;
    }

    @Override
    public boolean isList() {
        return this == RUNS;
    }

    @Override
    public String when() {
        return when;
    }

    /** The data of an event that is about runs as such. */
    public record RunNames(List<String> runs) {}
}
