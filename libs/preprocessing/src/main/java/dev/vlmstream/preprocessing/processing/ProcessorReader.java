package dev.vlmstream.preprocessing.processing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.preprocessing.ImageLimits;
import dev.vlmstream.preprocessing.pixels.CentreCrop;
import dev.vlmstream.preprocessing.pixels.Resample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** Reads an image processor from whichever of the three kinds of configuration file it is given. */
final class ProcessorReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TYPE = "image_processor_type";
    /** Their number of tiles or patches follows from the picture; a fixed size would be wrong without a complaint. */
    private static final Set<String> REFUSED =
            Set.of("Idefics2", "Mllama", "Pixtral", "Fuyu", "Phi4Multimodal", "NaFlex", "Siglip2");

    private ProcessorReader() {}

    static ImageProcessor read(Path file, ImageLimits limits) {
        ConfigNode root = new ConfigNode(file, "", parse(file));
        ImageProcessor processor = processor(root, limits);
        double least = processor.workingBytes(1, 1);
        if (least > limits.pixels().room()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s: turns every picture into one that takes %.0f MiB of heap, more than the %d MiB allowed;"
                            + " check its sizes, or give the process more heap (-Xmx)",
                    file,
                    least / (1 << 20),
                    limits.pixels().room() >> 20));
        }
        return processor;
    }

    private static ImageProcessor processor(ConfigNode root, ImageLimits limits) {
        if (root.has("preprocess_cfg")) {
            return new FixedImageProcessor(TorchvisionPipelines.openClip(root), limits);
        }
        if (root.has("pretrained_cfg")) {
            return new FixedImageProcessor(TorchvisionPipelines.timm(root.child("pretrained_cfg")), limits);
        }
        if (isHuggingFace(root)) {
            return huggingFace(root, limits);
        }
        throw new IllegalArgumentException(root.file()
                + ": not an image preprocessing configuration: none of \"image_processor_type\", \"preprocess_cfg\""
                + " (open_clip) and \"pretrained_cfg\" (timm) is there");
    }

    private static boolean isHuggingFace(ConfigNode root) {
        return root.has("image_processor_type")
                || root.has("feature_extractor_type")
                || root.has("image_mean")
                || root.has("do_resize")
                || root.has("do_normalize");
    }

    private static JsonNode parse(Path file) {
        try {
            JsonNode json = JSON.readTree(Files.readString(file));
            if (!json.isObject()) {
                throw new IllegalArgumentException(file + ": must hold a JSON object");
            }
            return json;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(file + ": not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Which kind of processor a {@code preprocessor_config.json} is for. */
    private static ImageProcessor huggingFace(ConfigNode root, ImageLimits limits) {
        String type = type(root);
        if (REFUSED.contains(type)) {
            throw root.refused(
                    TYPE,
                    type
                            + " cuts a picture into a number of tiles that depends on it; this is not a pipeline of a fixed"
                            + " size");
        }
        if (root.flag("do_pan_and_scan", false)) {
            throw root.refused(
                    "do_pan_and_scan",
                    "crops of a picture are not supported; set it to false for whole pictures, as transformers'"
                            + " processor does unless it is told otherwise");
        }
        return switch (type) {
            case "LlavaNext", "LlavaOnevision" -> AnyresImageProcessor.read(root, type, limits);
            case "Idefics3", "SmolVLM" -> SplittingImageProcessor.read(root, type, limits);
            case "GotOcr2" -> CanvasImageProcessor.read(root, type, limits);
            case "Qwen2VL" -> new PatchImageProcessor(PatchPipeline.read(root), limits);
            default -> new FixedImageProcessor(HuggingFacePipelines.read(root, type), limits);
        };
    }

    /** {@code CLIP} of {@code CLIPImageProcessor}, {@code CLIPImageProcessorFast} and {@code CLIPFeatureExtractor}. */
    private static String type(ConfigNode root) {
        String type = root.text(TYPE, root.text("feature_extractor_type", "CLIPImageProcessor"));
        return type.replaceFirst("(ImageProcessor(Fast|Pil)?|FeatureExtractor)$", "");
    }

    /** The pipelines of open_clip and timm, which are torchvision's: its rounding of the crop, its arithmetic. */
    private static final class TorchvisionPipelines {

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
            PixelNormalisation values = PixelNormalisation.torchvision(
                    config.channels("mean", HuggingFaceDefaults.CLIP_MEAN),
                    config.deviations("std", HuggingFaceDefaults.CLIP_STD));
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
                    config.channels("mean", HuggingFaceDefaults.IMAGENET_MEAN),
                    config.deviations("std", HuggingFaceDefaults.IMAGENET_STD));
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
}
