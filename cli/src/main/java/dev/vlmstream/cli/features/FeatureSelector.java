package dev.vlmstream.cli.features;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.schemas.Features;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Selects features of a run by kind and model. Remembers the others, so that an error can list what there is. */
public final class FeatureSelector {
    private final String run;
    private final @Nullable String kind;
    private final @Nullable String model;
    private final Set<String> models = new TreeSet<>();
    private final Set<String> all = new TreeSet<>();

    /**
     * @param kind image_embeds, last, …; null takes none, and {@link #model()} then lists what there is
     * @param model null: the only one that has such features
     */
    public FeatureSelector(String run, @Nullable String kind, @Nullable String model) {
        this.run = run;
        this.kind = kind;
        this.model = model;
    }

    /** Whether these are selected; called with each features event of the run. */
    public boolean takes(Features features) {
        all.add(features.getKind() + " of " + features.getModel());
        boolean taken = features.getKind().equals(kind) && (model == null || model.equals(features.getModel()));
        if (taken) {
            models.add(features.getModel());
        }
        return taken;
    }

    /**
     * Whose features were taken.
     *
     * @throws CommandFailure if none were, or those of several models, naming what there is
     */
    public String model() {
        if (models.size() > 1) {
            throw new CommandFailure("run \"" + run + "\" has " + kind + " of " + models + "; name one with --model");
        }
        if (models.isEmpty()) {
            throw new CommandFailure("run \"" + run + "\" has no features" + (kind == null ? "" : " " + kind)
                    + (model == null ? "" : " of " + model) + "; there are " + all
                    + " (push --features writes them)");
        }
        return models.iterator().next();
    }
}
