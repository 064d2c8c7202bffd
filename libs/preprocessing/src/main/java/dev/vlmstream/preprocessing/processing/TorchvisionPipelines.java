package dev.vlmstream.preprocessing.processing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.preprocessing.pixels.CentreCrop;
import dev.vlmstream.preprocessing.pixels.Resample;
import java.util.List;

/** The pipelines of open_clip and timm, which are torchvision's: its rounding of the crop, its arithmetic. */
final class TorchvisionPipelines {
    private static final List<Double> CLIP_MEAN = List.of(0.48145466, 0.4578275, 0.40821073);
    private static final List<Double> CLIP_STD = List.of(0.26862954, 0.26130258, 0.27577711);
    private static final List<Double> IMAGENET_MEAN = List.of(0.485, 0.456, 0.406);
    private static final List<Double> IMAGENET_STD = List.of(0.229, 0.224, 0.225);

    private TorchvisionPipelines() {}

    /** {@code preprocess_cfg} of {@code open_clip_config.json}; the size may be the vision tower's. */
    static Pipeline openClip(ConfigNode root) {
        ConfigNode config = root.child("preprocess_cfg");
        ConfigNode sized = config;
        String key = "size";
        if (!config.has("size")) {
            sized = root.child("model_cfg").child("vision_cfg");
            key = "image_size";
        }
        int[] size = sides(sized, key);
        String mode = config.text("resize_mode", "shortest");
        ResizeRule resize =
                switch (mode) {
                    case "shortest" -> shortest(config, key, size);
                    case "squash" -> new ResizeRule.Squash(size[0], size[1]);
                    default -> throw config.wrong("resize_mode", "must be \"shortest\" or \"squash\"");
                };
        PixelNormalisation values =
                PixelNormalisation.torchvision(config.channels("mean", CLIP_MEAN), config.deviations("std", CLIP_STD));
        return new Pipeline(null, resize, filter(config, "bicubic"), crop(size), values);
    }

    private static ResizeRule shortest(ConfigNode config, String key, int[] size) {
        if (size[0] != size[1]) {
            throw config.refused(key, "must be square where the aspect ratio is kept");
        }
        return new ResizeRule.ShortestEdge(size[0]);
    }

    /** {@code pretrained_cfg} of timm's {@code config.json}: resize to the input size over {@code crop_pct}, then crop. */
    static Pipeline timm(ConfigNode config) {
        if (!config.has("input_size") || config.get("input_size").size() != 3) {
            throw config.wrong("input_size", "must be [channels, height, width]");
        }
        int[] size = sides(config, "input_size");
        double share = config.number("crop_pct", 0.875);
        if (!(share > 0)) {
            throw config.wrong("crop_pct", "must be positive");
        }
        int height = (int) Math.floor(size[0] / share);
        int width = (int) Math.floor(size[1] / share);
        ResizeRule resize =
                switch (config.text("crop_mode", "center")) {
                    case "center" -> shortest(config, "input_size", new int[] {height, width});
                    case "squash" -> new ResizeRule.Squash(height, width);
                    default -> throw config.wrong("crop_mode", "must be \"center\" or \"squash\"");
                };
        PixelNormalisation values = PixelNormalisation.torchvision(
                config.channels("mean", IMAGENET_MEAN), config.deviations("std", IMAGENET_STD));
        return new Pipeline(null, resize, filter(config, "bilinear"), crop(size), values);
    }

    /** Height and width: a number, or the last two of a list. */
    private static int[] sides(ConfigNode config, String key) {
        JsonNode value = config.get(key);
        if (value != null && value.isArray() && value.size() >= 2) {
            int n = value.size();
            return new int[] {side(config, key, value.get(n - 2)), side(config, key, value.get(n - 1))};
        }
        int side = config.side(key);
        return new int[] {side, side};
    }

    private static int side(ConfigNode config, String key, JsonNode value) {
        if (!value.isInt() || value.intValue() < 1 || value.intValue() > 16_384) {
            throw config.wrong(key, "must hold whole numbers of pixels, 1 to 16384");
        }
        return value.intValue();
    }

    private static CentreCrop crop(int[] size) {
        return new CentreCrop(size[0], size[1], CentreCrop.Rounding.HALF_EVEN);
    }

    private static Resample filter(ConfigNode config, String fallback) {
        return switch (config.text("interpolation", fallback)) {
            case "nearest" -> Resample.NEAREST;
            case "bilinear" -> Resample.BILINEAR;
            case "bicubic" -> Resample.BICUBIC;
            case "lanczos" -> Resample.LANCZOS;
            case "box" -> Resample.BOX;
            case "hamming" -> Resample.HAMMING;
            default ->
                throw config.wrong("interpolation", "must be nearest, bilinear, bicubic, lanczos, box or hamming");
        };
    }
}
