package dev.vlmstream.preprocessing.processing;

import dev.vlmstream.preprocessing.pixels.Resample;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hugging Face's {@code preprocessor_config.json} of the processors with one image of a fixed size per picture. */
final class HuggingFacePipelines {
    private HuggingFacePipelines() {}

    /** @param type of the processor, as {@link HuggingFaceProcessors} names it */
    static Pipeline read(ConfigNode root, String type) {
        HuggingFaceDefaults defaults = HuggingFaceDefaults.of(root, type);
        SquarePadding padding = padding(root, type, root.channels("image_mean", defaults.mean()));
        return pipeline(root, type, defaults, padding);
    }

    /** What is done to each of a picture's tiles; {@code do_pad} means filling up a batch there. */
    static Pipeline readTile(ConfigNode root, String type) {
        return pipeline(root, type, HuggingFaceDefaults.of(root, type), null);
    }

    private static Pipeline pipeline(
            ConfigNode root, String type, HuggingFaceDefaults defaults, @Nullable SquarePadding padding) {
        HuggingFaceWindow window = HuggingFaceWindow.read(root, type, defaults);
        Resample filter = filter(root, defaults.filter());
        try {
            return new Pipeline(padding, window.resize(), filter, window.crop(), values(root, type, defaults));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(root.file() + ": " + e.getMessage(), e);
        }
    }

    private static @Nullable SquarePadding padding(ConfigNode root, String type, List<Double> mean) {
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

    static Resample filter(ConfigNode root, Resample fallback) {
        if (!root.has("resample")) {
            return fallback;
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

    static Normalisation values(ConfigNode root, String type, HuggingFaceDefaults defaults) {
        double factor = root.flag("do_rescale", true) ? root.number("rescale_factor", 1 / 255.0) : 1;
        if (type.equals("EfficientNet")) {
            return efficientNet(root, defaults, factor);
        }
        if (!defaults.normalises() || !root.flag("do_normalize", true)) {
            Normalisation plain = Normalisation.transformers(factor, null, null);
            return type.equals("MobileViT") && root.flag("do_flip_channel_order", true) ? plain.flipped() : plain;
        }
        return Normalisation.transformers(
                factor, root.channels("image_mean", defaults.mean()), root.deviations("image_std", defaults.std()));
    }

    /** May shift by one after rescaling, and divides by the deviation twice for a model with its head. */
    private static Normalisation efficientNet(ConfigNode root, HuggingFaceDefaults defaults, double factor) {
        boolean shifts = root.flag("do_rescale", true) && root.flag("rescale_offset", false);
        List<Double> std = root.deviations("image_std", defaults.std());
        Normalisation once = Normalisation.transformers(
                factor,
                shifts ? 1 : 0,
                root.flag("do_normalize", true) ? root.channels("image_mean", defaults.mean()) : null,
                std);
        return root.flag("include_top", true) ? once.dividedBy(std) : once;
    }
}
