package dev.vlmstream.evaluation.run;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.sampling.ChoiceOrder;
import dev.vlmstream.evaluation.sampling.Draw;
import dev.vlmstream.evaluation.sampling.ItemDraw;
import dev.vlmstream.evaluation.sampling.StudyDraw;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The draw that a run's settings ask for. */
public final class RunDraw {
    private RunDraw() {}

    /**
     * The items in the study's order; in a closed world with the labels offered: as many as the run says, else all, by the
     * study's draw or by each item's own.
     *
     * @param id of an item
     * @param label of an item; null: it has none
     */
    public static <T> List<StudyDraw.Drawn<T>> of(
            RunSpec spec, List<T> items, Function<T, String> id, Function<T, @Nullable String> label) {
        List<String> classes = spec.get(RunSettings.CLASSES);
        Integer offered = spec.get(RunSettings.TASK) == Task.CLOSED_WORLD
                ? spec.find(RunSettings.LABELS).orElse(classes.size())
                : null;
        ChoiceOrder order = spec.get(RunSettings.ORDER);
        long seed = spec.get(RunSettings.SEED);
        boolean byItem = spec.get(RunSettings.DRAW) == Draw.ITEM;
        List<StudyDraw.Drawn<T>> drawn = StudyDraw.draw(items, label, classes, byItem ? null : offered, order, seed);
        return !byItem || offered == null
                ? drawn
                : drawn.stream()
                        .map(StudyDraw.Drawn::line)
                        .map(item -> new StudyDraw.Drawn<>(
                                item,
                                ItemDraw.choices(seed, id.apply(item), label.apply(item), classes, offered, order)))
                        .toList();
    }
}
