package dev.vlmstream.inference.gemma3;

import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.language.Placeholder;

/**
 * What config.json says of the tokens of an image.
 *
 * @param begin id of the one before them, which stands for the image in a prompt
 * @param feature id of those that features replace
 * @param end id of the one after them
 * @param count how many features an image has
 */
record ImageTokenIds(int begin, int feature, int end, int count) {

    /** Of transformers, where config.json is silent. */
    private static final int USUAL = 256;

    /** @throws dev.vlmstream.inference.BundleException if an id is missing, or no model has this many features */
    static ImageTokenIds read(BundleDirectory bundle) {
        return new ImageTokenIds(
                Placeholder.id(bundle, "boi_token"),
                Placeholder.id(bundle, "image_token"),
                Placeholder.id(bundle, "eoi_token"),
                bundle.optionalCount("mm_tokens_per_image", Placeholder.MOST_FEATURES)
                        .orElse(USUAL));
    }
}
