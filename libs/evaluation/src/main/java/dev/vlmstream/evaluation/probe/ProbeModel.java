package dev.vlmstream.evaluation.probe;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A probe as a model of the run in which its predictions are published.
 *
 * @param base the model whose features it reads
 * @param mlp whether it has a hidden layer
 * @param isBestEpoch whether its epoch is the best of the very items that are judged, as the study reports it: the accuracy is too
 *     high. Otherwise other items chose the epoch.
 */
public record ProbeModel(String base, boolean mlp, String features, boolean isBestEpoch) {
    /** The tag of such a run; its value is the run whose features are read. */
    public static final String TAG = "probe-of";

    private static final String BEST_EPOCH = "-best-epoch";
    private static final Pattern NAME = Pattern.compile("(.+)/(mlp-)?probe-(.+?)(" + BEST_EPOCH + ")?");

    /** The probe of that name; empty if it is none. */
    public static Optional<ProbeModel> of(String name) {
        Matcher parts = NAME.matcher(name);
        return parts.matches()
                ? Optional.of(
                        new ProbeModel(parts.group(1), parts.group(2) != null, parts.group(3), parts.group(4) != null))
                : Optional.empty();
    }

    public String name() {
        return base + "/" + (mlp ? "mlp-" : "") + "probe-" + features + (isBestEpoch ? BEST_EPOCH : "");
    }
}
