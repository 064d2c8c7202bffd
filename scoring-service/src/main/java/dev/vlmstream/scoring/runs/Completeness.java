package dev.vlmstream.scoring.runs;

import dev.vlmstream.schemas.MetricSnapshot;
import dev.vlmstream.schemas.RunManifest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a run has come to its end: what its manifest says of its items against what is counted for the models that it waits
 * for. Decided here alone; whatever shows a run shows this.
 *
 * @param complete every item is counted for each of these models, and every score can be read
 * @param problem why it never will be, in words; null: nothing speaks against it
 */
public record Completeness(boolean complete, @Nullable String problem) {
    private static final Completeness OPEN = new Completeness(false, null);

    /** @throws java.util.NoSuchElementException if the run's manifest is not known */
    public static Completeness of(RunView view) {
        RunManifest manifest = view.manifest().orElseThrow();
        Long items = manifest.getItems();
        if (items == null) {
            return OPEN;
        }
        if (items < 1) {
            return new Completeness(false, "its manifest says " + items + " items: a run has at least one");
        }
        if (manifest.getModels().isEmpty()) {
            return new Completeness(false, "its manifest names no models");
        }
        Set<String> awaited = view.awaited();
        if (awaited.isEmpty()) {
            return new Completeness(
                    false,
                    "none of its models was announced in time: " + String.join(", ", manifest.getModels())
                            + "; `vlmstream runs ask` asks them after all");
        }
        long most =
                awaited.stream().mapToLong(model -> counted(view, model)).max().orElse(0);
        if (most > items) {
            return new Completeness(false, most + " of " + items + " items: more than the manifest says");
        }
        // Scores and counts are on two topics; whoever reads "complete" may export at once and must find every line.
        boolean complete =
                awaited.stream().allMatch(model -> counted(view, model) == items && view.indexed(model) >= items);
        return complete ? new Completeness(true, null) : OPEN;
    }

    private static long counted(RunView view, String model) {
        return view.snapshots(model).stream().mapToLong(Completeness::counted).sum();
    }

    private static long counted(MetricSnapshot part) {
        return part.getAnswered() + part.getUnparsed() + part.getRefused() + part.getFailed();
    }
}
