package dev.vlmstream.inference.fastvlm;

import dev.vlmstream.inference.BundleException;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.language.Placeholder;
import dev.vlmstream.inference.llava.ImageTokens;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.preprocessing.processing.FixedImageProcessor;
import java.util.Optional;

/** How many image tokens a picture takes: its configuration tells neither patches nor a side of the encoder. */
final class FastVlmTokens {

    private static final String PATCH = "patch_size";
    private static final String COUNT = "image_seq_length";

    private FastVlmTokens() {}

    /**
     * As transformers' LlavaProcessor counts, by the picture's size after preprocessing; without its file, what config.json says.
     *
     * @throws BundleException if neither tells
     */
    static ImageTokens read(BundleDirectory bundle, RuntimeOptions options) {
        FixedImageProcessor processor = Requirements.fixedImageProcessor(bundle, options);
        int count = patch(bundle)
                .map(patch -> Placeholder.requireCount(
                        bundle, (long) (processor.height() / patch) * (processor.width() / patch)))
                .or(() -> bundle.optionalCount(COUNT, Placeholder.MOST_FEATURES))
                .orElseThrow(() -> new BundleException(bundle.path().resolve(Placeholder.PROCESSOR) + ": " + PATCH
                        + " is missing, and " + COUNT + " of config.json, too: how many tokens an image takes; write"
                        + " {\"" + PATCH + "\": 64} into it"));
        return new ImageTokens(Placeholder.read(bundle), count);
    }

    private static Optional<Integer> patch(BundleDirectory bundle) {
        return bundle.json(Placeholder.PROCESSOR)
                .map(processor -> processor.path(PATCH).asInt())
                .filter(patch -> patch > 0);
    }
}
