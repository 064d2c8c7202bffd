package dev.vlmstream.cli.lmmseval;

import dev.vlmstream.datasets.ReadOptions;
import dev.vlmstream.evaluation.tasks.ShippedTasks;
import dev.vlmstream.evaluation.tasks.TaskData;
import dev.vlmstream.items.RunDataset;
import dev.vlmstream.rest.runs.RunDetails;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The dataset that a run was pushed of.
 *
 * @param columns by the fields that they hold, as it was pushed
 * @param join the file that has more of its rows, as it was pushed; null: none was named
 */
public record PushedDataset(
        Path path, Map<String, String> columns, @Nullable Path join) {
    public PushedDataset {
        columns = Map.copyOf(columns);
    }

    /** As it was read to be pushed: with the columns of the run's benchmark, where it is one that ships. Bad rows are skipped. */
    ReadOptions reading(RunDetails run) {
        TaskData data = ShippedTasks.data(run.benchmark());
        return RunDataset.reading(
                path,
                data,
                new ReadOptions(run.split(), null, null, columns, Integer.MAX_VALUE)
                        .withClassNames(data.classes())
                        .withJoin(join));
    }
}
