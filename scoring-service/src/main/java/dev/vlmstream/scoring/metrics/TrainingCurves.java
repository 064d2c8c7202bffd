package dev.vlmstream.scoring.metrics;

import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.RunMetrics;
import dev.vlmstream.rest.metrics.TrainingCurve;
import dev.vlmstream.rest.metrics.TrainingCurve.TrainingPoint;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.scoring.runs.RunView;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Trainings, as runs' tags tell of them: {@code training} its name, {@code step} and {@code loss} of the checkpoint that answers. All
 * of it is in the runs' manifests and counts, so any replica knows it, and at any time.
 */
public final class TrainingCurves {
    /** The tag that names the training. */
    public static final String TRAINING = "training";

    /** The tag of a checkpoint's run that says which one it is. */
    public static final String STEP = "step";

    private static final String LOSS = "loss";
    private static final Comparator<TrainingPoint> ORDER = Comparator.comparing(
                    TrainingPoint::step, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(TrainingPoint::createdAt)
            .thenComparing(TrainingPoint::run);

    private TrainingCurves() {}

    public static TrainingCurve of(String training, Collection<RunView> runs) {
        List<TrainingPoint> points =
                runs.stream().flatMap(TrainingCurves::points).sorted(ORDER).toList();
        return new TrainingCurve(training, points);
    }

    public static Optional<String> trainingOf(RunManifest manifest) {
        return Optional.ofNullable(manifest.getTags().get(TRAINING));
    }

    private static Stream<TrainingPoint> points(RunView view) {
        RunManifest manifest = view.manifest().orElseThrow();
        RunMetrics metrics = MeasuredRun.of(view);
        return metrics.models().stream().map(model -> point(manifest, metrics, model));
    }

    private static TrainingPoint point(RunManifest manifest, RunMetrics metrics, ModelMetrics model) {
        return new TrainingPoint(
                manifest.getRun(),
                model.model(),
                number(manifest.getTags(), STEP, Long::valueOf),
                number(manifest.getTags(), LOSS, Double::valueOf),
                metrics.items(),
                model.counted(),
                metrics.complete(),
                manifest.getCreatedAt(),
                model.primaryRule(),
                model.rules());
    }

    /** Anybody may write a tag: what is no number says nothing. */
    private static <N extends Number> @Nullable N number(
            Map<String, String> tags, String tag, Function<String, N> read) {
        try {
            N number = read.apply(tags.getOrDefault(tag, ""));
            return Double.isFinite(number.doubleValue()) ? number : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
