package dev.vlmstream.cli.probe;

import dev.vlmstream.evaluation.probe.ProbeRecipe;
import org.jspecify.annotations.Nullable;

/**
 * Which probe is trained on what.
 *
 * @param run whose items test it
 * @param trainRun whose items train it; it must share no picture with run
 * @param features last, mean, position:N or image_embeds
 * @param model whose features; null: the only one that has any
 * @param mlp two layers instead of one
 * @param seed of the initial weights, the order of the rows and the halves
 */
public record ProbeSettings(
        String run,
        String trainRun,
        String features,
        @Nullable String model,
        boolean mlp,
        int epochs,
        long seed) {

    /** A linear probe by the study's recipe. */
    public static ProbeSettings linear(String run, String trainRun, String features, String model) {
        return new ProbeSettings(run, trainRun, features, model, false, ProbeRecipe.EPOCHS, 1234);
    }

    ProbeSettings of(String model) {
        return new ProbeSettings(run, trainRun, features, model, mlp, epochs, seed);
    }

    String kind() {
        return mlp ? "mlp" : "linear";
    }
}
