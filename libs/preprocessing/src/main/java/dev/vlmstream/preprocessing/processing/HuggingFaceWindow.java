package dev.vlmstream.preprocessing.processing;

import dev.vlmstream.preprocessing.pixels.CentreCrop;
import org.jspecify.annotations.Nullable;

/** Resize and crop of a Hugging Face processor. */
record HuggingFaceWindow(ResizeRule resize, @Nullable CentreCrop crop) {
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
