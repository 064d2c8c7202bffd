package dev.vlmstream.preprocessing.processing;

import dev.vlmstream.preprocessing.pixels.Resample;
import java.util.List;

/**
 * What Qwen2-VL's {@code preprocessor_config.json} asks for.
 *
 * @param patch pixels along a side of a patch
 * @param frames a patch's depth in time; a picture stands still, so that all frames are equal
 * @param merge patches along a side of what becomes one image token
 */
record PatchPipeline(
        SmartResize resize, Resample filter, PixelNormalisation normalisation, int patch, int frames, int merge) {
    private static final int MIN_PIXELS = 56 * 56;
    private static final int MAX_PIXELS = 28 * 28 * 1280;

    static PatchPipeline read(ConfigNode root) {
        for (String step : List.of("do_resize", "do_rescale", "do_normalize")) {
            if (!root.flag(step, true)) {
                throw root.wrong(step, "must be true: patches need it");
            }
        }
        int patch = root.has("patch_size") ? root.side("patch_size") : 14;
        int merge = root.has("merge_size") ? root.side("merge_size") : 2;
        int frames = root.has("temporal_patch_size") ? root.side("temporal_patch_size") : 2;
        long least = bound(root, "min_pixels", "shortest_edge", MIN_PIXELS);
        long most = bound(root, "max_pixels", "longest_edge", MAX_PIXELS);
        if (most < least) {
            throw root.refused("max_pixels", most + " pixels at most, but " + least + " at least");
        }
        PixelNormalisation values = PixelNormalisation.transformers(
                root.number("rescale_factor", 1 / 255.0),
                root.channels("image_mean", HuggingFaceDefaults.CLIP_MEAN),
                root.deviations("image_std", HuggingFaceDefaults.CLIP_STD));
        Resample filter = HuggingFacePipelines.filter(root, Resample.BICUBIC);
        return new PatchPipeline(new SmartResize(patch * merge, least, most), filter, values, patch, frames, merge);
    }

    /** Written in two ways; the older one, {@code min_pixels} and {@code max_pixels}, wins as in transformers. */
    private static long bound(ConfigNode root, String key, String edge, int fallback) {
        boolean old = root.has(key);
        if (!old && !(root.has("size") && root.get("size").isObject())) {
            return fallback;
        }
        ConfigNode node = old ? root : root.child("size");
        double value = node.number(old ? key : edge, fallback);
        if (value < 1 || value != Math.rint(value)) {
            throw node.wrong(old ? key : edge, "must be a whole number of pixels");
        }
        return (long) value;
    }
}
