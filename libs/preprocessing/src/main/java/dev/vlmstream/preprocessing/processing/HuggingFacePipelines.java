package dev.vlmstream.preprocessing.processing;

import dev.vlmstream.preprocessing.pixels.CentreCrop;
import dev.vlmstream.preprocessing.pixels.Resample;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hugging Face's {@code preprocessor_config.json} of the processors with one image of a fixed size per picture. */
final class HuggingFacePipelines {
    private HuggingFacePipelines() {}

    /** @param type of the processor, as {@link ProcessorReader} names it */
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

    static PixelNormalisation values(ConfigNode root, String type, HuggingFaceDefaults defaults) {
        double factor = root.flag("do_rescale", true) ? root.number("rescale_factor", 1 / 255.0) : 1;
        if (type.equals("EfficientNet")) {
            return efficientNet(root, defaults, factor);
        }
        if (!defaults.normalises() || !root.flag("do_normalize", true)) {
            PixelNormalisation plain = PixelNormalisation.transformers(factor, null, null);
            return type.equals("MobileViT") && root.flag("do_flip_channel_order", true) ? plain.flipped() : plain;
        }
        return PixelNormalisation.transformers(
                factor, root.channels("image_mean", defaults.mean()), root.deviations("image_std", defaults.std()));
    }

    /** May shift by one after rescaling, and divides by the deviation twice for a model with its head. */
    private static PixelNormalisation efficientNet(ConfigNode root, HuggingFaceDefaults defaults, double factor) {
        boolean shifts = root.flag("do_rescale", true) && root.flag("rescale_offset", false);
        List<Double> std = root.deviations("image_std", defaults.std());
        PixelNormalisation once = PixelNormalisation.transformers(
                factor,
                shifts ? 1 : 0,
                root.flag("do_normalize", true) ? root.channels("image_mean", defaults.mean()) : null,
                std);
        return root.flag("include_top", true) ? once.dividedBy(std) : once;
    }

    /** Resize and crop of a Hugging Face processor. */
    private record HuggingFaceWindow(
            ResizeRule resize, @Nullable CentreCrop crop) {
        private static final double CONVNEXT_SHARE = 224 / 256.0;
        private static final double POOLFORMER_SHARE = 0.9;
        /** LeViT resizes to this much of the size it is given. */
        private static final double LEVIT_SCALE = 256 / 224.0;
        /** From here on ConvNeXt takes the whole image. */
        private static final int CONVNEXT_WHOLE = 384;

        static HuggingFaceWindow read(ConfigNode root, String type, HuggingFaceDefaults defaults) {
            if (type.equals("ConvNext")) {
                return convNext(root, defaults);
            }
            boolean crops = defaults.crop() > 0 && root.flag("do_center_crop", defaults.crops());
            ResizeRule resize = new ResizeRule.Keep();
            if (root.flag("do_resize", true)) {
                resize = switch (type) {
                    case "PoolFormer" -> poolFormer(root, defaults);
                    case "Levit" -> levit(root, defaults);
                    default -> plain(root, defaults);
                };
            }
            return new HuggingFaceWindow(resize, crops ? crop(root, defaults) : null);
        }

        private static ResizeRule plain(ConfigNode root, HuggingFaceDefaults defaults) {
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

        /** ConvNextImageProcessor.resize crops by itself: the middle {@code crop_pct} of what it resized. */
        private static HuggingFaceWindow convNext(ConfigNode root, HuggingFaceDefaults defaults) {
            if (!(plain(root, defaults) instanceof ResizeRule.ShortestEdge size)) {
                throw root.wrong("size", "must have \"shortest_edge\"");
            }
            int side = size.edge();
            if (!root.flag("do_resize", true)) {
                return new HuggingFaceWindow(new ResizeRule.Keep(), null);
            }
            if (side >= CONVNEXT_WHOLE) {
                return new HuggingFaceWindow(new ResizeRule.Squash(side, side), null);
            }
            ResizeRule larger = new ResizeRule.ShortestEdge((int) (side / share(root, CONVNEXT_SHARE)));
            return new HuggingFaceWindow(larger, new CentreCrop(side, side, CentreCrop.Rounding.FLOOR));
        }

        private static ResizeRule poolFormer(ConfigNode root, HuggingFaceDefaults defaults) {
            double share = share(root, POOLFORMER_SHARE);
            if (plain(root, defaults) instanceof ResizeRule.Squash size && size.height() != size.width()) {
                return new ResizeRule.Squash((int) (size.height() / share), (int) (size.width() / share));
            }
            return new ResizeRule.ShortestEdge((int) (edge(root, defaults) / share));
        }

        private static ResizeRule levit(ConfigNode root, HuggingFaceDefaults defaults) {
            return plain(root, defaults) instanceof ResizeRule.Squash squash
                    ? squash
                    : new ResizeRule.ShortestEdge((int) (LEVIT_SCALE * edge(root, defaults)));
        }

        private static int edge(ConfigNode root, HuggingFaceDefaults defaults) {
            ResizeRule rule = plain(root, defaults);
            return rule instanceof ResizeRule.ShortestEdge size ? size.edge() : ((ResizeRule.Squash) rule).height();
        }

        private static double share(ConfigNode root, double fallback) {
            double share = root.number("crop_pct", fallback);
            if (!(share > 0)) {
                throw root.wrong("crop_pct", "must be positive");
            }
            return share;
        }

        private static CentreCrop crop(ConfigNode root, HuggingFaceDefaults defaults) {
            if (root.has("crop_size") && root.get("crop_size").isObject()) {
                ConfigNode size = root.child("crop_size");
                return new CentreCrop(size.side("height"), size.side("width"), CentreCrop.Rounding.FLOOR);
            }
            int side = root.has("crop_size") ? root.side("crop_size") : defaults.crop();
            return new CentreCrop(side, side, CentreCrop.Rounding.FLOOR);
        }
    }
}
