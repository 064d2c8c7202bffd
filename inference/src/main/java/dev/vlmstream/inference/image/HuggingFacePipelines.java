package dev.vlmstream.inference.image;

import java.util.List;

/** Hugging Face's {@code preprocessor_config.json} of the processors with one image of a fixed size per picture. */
final class HuggingFacePipelines {
    private HuggingFacePipelines() {}

    /** @param type of the processor, as {@link HuggingFaceProcessors} names it */
    static Pipeline read(ConfigNode root, String type) {
        HuggingFaceDefaults defaults = HuggingFaceDefaults.of(type);
        return pipeline(root, defaults, padding(root, type, root.channels("image_mean", defaults.mean())));
    }

    /** What is done to each of a picture's tiles; {@code do_pad} means filling up a batch there. */
    static Pipeline readTile(ConfigNode root, String type) {
        return pipeline(root, HuggingFaceDefaults.of(type), null);
    }

    private static Pipeline pipeline(ConfigNode root, HuggingFaceDefaults defaults, SquarePadding padding) {
        ResizeRule resize = root.flag("do_resize", true) ? resize(root, defaults) : new ResizeRule.Keep();
        CentreCrop crop = root.flag("do_center_crop", defaults.crop() > 0) ? crop(root, defaults) : null;
        try {
            return new Pipeline(padding, resize, filter(root, defaults), crop, values(root, defaults));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(root.file() + ": " + e.getMessage(), e);
        }
    }

    private static SquarePadding padding(ConfigNode root, String type, List<Double> mean) {
        if (!root.flag("do_pad", false)) {
            return null;
        }
        if (!type.equals("Llava") && !type.equals("CLIP")) {
            throw root.refused("do_pad", "the padding of " + type + " is not supported; LLaVA's to a square is");
        }
        return new SquarePadding(colour(mean.get(0)), colour(mean.get(1)), colour(mean.get(2)));
    }

    private static int colour(double mean) {
        return (int) (mean * 255);
    }

    private static ResizeRule resize(ConfigNode root, HuggingFaceDefaults defaults) {
        if (!root.has("size")) {
            return defaults.resize(defaults.size());
        }
        if (!root.get("size").isObject()) {
            return defaults.resize(root.side("size"));
        }
        ConfigNode size = root.child("size");
        if (size.has("longest_edge") || size.has("max_pixels")) {
            throw root.wrong("size", "must have \"shortest_edge\" alone, or \"height\" and \"width\"");
        }
        return size.has("shortest_edge")
                ? new ResizeRule.ShortestEdge(size.side("shortest_edge"))
                : new ResizeRule.Squash(size.side("height"), size.side("width"));
    }

    private static CentreCrop crop(ConfigNode root, HuggingFaceDefaults defaults) {
        if (root.has("crop_size") && root.get("crop_size").isObject()) {
            ConfigNode size = root.child("crop_size");
            return new CentreCrop(size.side("height"), size.side("width"), CentreCrop.Rounding.FLOOR);
        }
        int side = root.has("crop_size") || defaults.crop() == 0 ? root.side("crop_size") : defaults.crop();
        return new CentreCrop(side, side, CentreCrop.Rounding.FLOOR);
    }

    static Resample filter(ConfigNode root, HuggingFaceDefaults defaults) {
        if (!root.has("resample")) {
            return defaults.filter();
        }
        if (!root.get("resample").isInt()) {
            throw root.wrong("resample", "must be one of Pillow's numbers, 0 to 5");
        }
        try {
            return Resample.of(root.get("resample").intValue());
        } catch (IllegalArgumentException e) {
            throw root.refused("resample", e.getMessage());
        }
    }

    static Normalisation values(ConfigNode root, HuggingFaceDefaults defaults) {
        double factor = root.flag("do_rescale", true) ? root.number("rescale_factor", 1 / 255.0) : 1;
        if (!root.flag("do_normalize", true)) {
            return Normalisation.transformers(factor, null, null);
        }
        return Normalisation.transformers(
                factor, root.channels("image_mean", defaults.mean()), root.deviations("image_std", defaults.std()));
    }
}
