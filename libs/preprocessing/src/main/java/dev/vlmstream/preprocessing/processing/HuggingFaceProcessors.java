package dev.vlmstream.preprocessing.processing;

import dev.vlmstream.preprocessing.ImageLimits;
import java.util.Set;

/** Which kind of processor a {@code preprocessor_config.json} is for. */
final class HuggingFaceProcessors {
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
