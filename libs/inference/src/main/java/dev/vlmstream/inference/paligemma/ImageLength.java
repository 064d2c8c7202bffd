package dev.vlmstream.inference.paligemma;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.language.Placeholder;

/** How many image tokens a picture takes. */
final class ImageLength {

    private static final String KEY = "image_seq_length";

    private ImageLength() {}

    /**
     * What the image processor says, as transformers' processor reads it, else what config.json says of the encoder.
     *
     * @throws dev.vlmstream.inference.BundleException if neither says it
     */
    static int of(BundleDirectory bundle) {
        JsonNode length = bundle.json(Requirements.PREPROCESSOR)
                .orElse(MissingNode.getInstance())
                .path(KEY);
        if (length.isInt()) {
            return Placeholder.requireCount(Requirements.PREPROCESSOR, bundle, length.intValue());
        }
        return bundle.optionalCount("vision_config.num_image_tokens", Placeholder.MOST_FEATURES)
                .orElseThrow(() -> bundle.absent(Requirements.PREPROCESSOR, KEY, "an integer"));
    }
}
