package dev.vlmstream.preprocessing.processing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.preprocessing.ImageLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** Reads an image processor from whichever of the three kinds of configuration file it is given. */
final class ProcessorReader {
    private static final ObjectMapper JSON = new ObjectMapper();

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
            return HuggingFaceProcessors.read(root, limits);
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
    private static final class HuggingFaceProcessors {
        private static final String TYPE = "image_processor_type";
        /** Their number of tiles or patches follows from the picture; a fixed size would be wrong without a complaint. */
        private static final Set<String> REFUSED =
                Set.of("Idefics2", "Mllama", "Pixtral", "Fuyu", "Phi4Multimodal", "NaFlex", "Siglip2");

        private HuggingFaceProcessors() {}

        static ImageProcessor read(ConfigNode root, ImageLimits limits) {
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
    }
}
