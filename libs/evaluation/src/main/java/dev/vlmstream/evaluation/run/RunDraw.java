package dev.vlmstream.evaluation.run;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.sampling.StudyDraw;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The study's draw as a run's settings ask for it. */
public final class RunDraw {
    private RunDraw() {}

    /**
     * The items in the study's order; in a closed world with the labels offered: as many as the run says, else all.
     *
     * @param label of an item; null: it has none
     */
    public static <T> List<StudyDraw.Drawn<T>> of(RunSpec spec, List<T> items, Function<T, @Nullable String> label) {
        List<String> classes = spec.get(RunSettings.CLASSES);
        Integer offered = spec.get(RunSettings.TASK) == Task.CLOSED_WORLD
                ? spec.find(RunSettings.LABELS).orElse(classes.size())
                : null;
        return StudyDraw.draw(items, label, classes, offered, spec.get(RunSettings.ORDER), spec.get(RunSettings.SEED));
    }
}
