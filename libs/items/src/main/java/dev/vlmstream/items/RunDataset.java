package dev.vlmstream.items;

import dev.vlmstream.datasets.Dataset;
import dev.vlmstream.datasets.DatasetItem;
import dev.vlmstream.datasets.ReadOptions;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.evaluation.run.RunSpec;
import dev.vlmstream.evaluation.sampling.ChoiceOrder;
import dev.vlmstream.evaluation.sampling.Draw;
import dev.vlmstream.evaluation.sampling.ItemDraw;
import dev.vlmstream.evaluation.sampling.ShuffleBuffer;
import dev.vlmstream.evaluation.sampling.StudyDraw;
import dev.vlmstream.evaluation.sampling.StudyDraw.Drawn;
import dev.vlmstream.evaluation.tasks.TaskData;
import dev.vlmstream.evaluation.tasks.TaskData.OfficialFile;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The dataset of a run: how it is read, which of its items are pushed, and in which order. */
public final class RunDataset {
    private RunDataset() {}

    /**
     * How a file is read for a task: by the columns that the task names, and a file that the benchmark's authors published as
     * these did.
     *
     * @param asked by the user, which goes before what the task says
     */
    public static ReadOptions reading(Path file, TaskData task, ReadOptions asked) {
        OfficialFile official = task.file(file.getFileName().toString());
        return asked.withUsual(task.columns())
                .withFile(official.split(), official.columns(), official.beside(file), official.require());
    }

    /**
     * The items of a dataset in the study's order; in a closed world with the labels offered: as many as the run says, else
     * all, by the study's draw or by each item's own.
     *
     * @param limit the draw is over the whole split, and this many are taken from its beginning, so that a short run asks what
     *     the whole one asks first; null: all
     */
    public static List<Drawn<DatasetItem>> draw(RunSpec spec, Dataset dataset, @Nullable Integer limit) {
        List<String> classes = spec.get(RunSettings.CLASSES);
        Integer offered = spec.get(RunSettings.TASK) == Task.CLOSED_WORLD
                ? spec.find(RunSettings.LABELS).orElse(classes.size())
                : null;
        ChoiceOrder order = spec.get(RunSettings.ORDER);
        long seed = spec.get(RunSettings.SEED);
        boolean byItem = spec.get(RunSettings.DRAW) == Draw.ITEM;
        List<Drawn<DatasetItem>> all =
                StudyDraw.draw(dataset.items(), DatasetItem::label, classes, byItem ? null : offered, order, seed);
        List<Drawn<DatasetItem>> drawn = !byItem || offered == null
                ? all
                : all.stream()
                        .map(Drawn::line)
                        .map(item -> new Drawn<>(
                                item, ItemDraw.choices(seed, item.itemId(), item.label(), classes, offered, order)))
                        .toList();
        return drawn.subList(0, limit == null ? drawn.size() : Math.min(limit, drawn.size()));
    }

    /**
     * Drawn items in the order in which they are pushed: the drawn one, or the dataset's, shuffled a little, where reading in
     * any order would take long.
     *
     * @param buffer of the shuffling, as the user wants it; null: as the dataset needs it
     */
    public static List<Drawn<DatasetItem>> inPushOrder(
            RunSpec spec, Dataset dataset, List<Drawn<DatasetItem>> drawn, @Nullable Integer buffer) {
        if (buffer == null && dataset.window().isEmpty()) {
            return drawn;
        }
        int size = buffer == null ? dataset.window().getAsInt() : buffer;
        return ShuffleBuffer.inOrderOf(dataset.items(), drawn, size, spec.get(RunSettings.SEED));
    }
}
