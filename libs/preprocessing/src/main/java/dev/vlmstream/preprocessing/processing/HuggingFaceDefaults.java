package dev.vlmstream.preprocessing.processing;

import dev.vlmstream.preprocessing.pixels.Resample;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What a Hugging Face processor does where its file is silent; older files leave much out.
 *
 * @param size the side of the resize
 * @param shortest whether a bare number as size means the shorter edge, else both sides
 * @param crop the side of the centre crop; 0 for a processor that has none and does not read {@code do_center_crop}
 * @param crops whether it crops without being told to
 * @param normalises whether it reads mean and deviation
 */
record HuggingFaceDefaults(
        int size,
        boolean shortest,
        int crop,
        boolean crops,
        Resample filter,
        boolean normalises,
        List<Double> mean,
        List<Double> std) {
    static final List<Double> CLIP_MEAN = List.of(0.48145466, 0.4578275, 0.40821073);
    static final List<Double> CLIP_STD = List.of(0.26862954, 0.26130258, 0.27577711);
    private static final List<Double> HALF = List.of(0.5, 0.5, 0.5);
    static final List<Double> IMAGENET_MEAN = List.of(0.485, 0.456, 0.406);
    static final List<Double> IMAGENET_STD = List.of(0.229, 0.224, 0.225);

    private static final HuggingFaceDefaults CLIP =
            new HuggingFaceDefaults(224, true, 224, true, Resample.BICUBIC, true, CLIP_MEAN, CLIP_STD);
    private static final HuggingFaceDefaults MOBILENET =
            new HuggingFaceDefaults(256, true, 224, true, Resample.BILINEAR, true, HALF, HALF);
    private static final HuggingFaceDefaults SHARE =
            new HuggingFaceDefaults(224, true, 224, true, Resample.BICUBIC, true, IMAGENET_MEAN, IMAGENET_STD);

    /** By the type's name without {@code ImageProcessor}; from the constructors of transformers 4.51.3. */
    private static final Map<String, HuggingFaceDefaults> KNOWN = Map.ofEntries(
            Map.entry("CLIP", CLIP),
            Map.entry("Llava", CLIP),
            Map.entry("Bit", CLIP),
            Map.entry("ViTHybrid", CLIP),
            Map.entry("LlavaNext", CLIP),
            Map.entry("LlavaOnevision", squash(384, 0, Resample.BICUBIC, CLIP_MEAN, CLIP_STD)),
            Map.entry("Idefics3", squash(364, 0, Resample.LANCZOS, HALF, HALF)),
            Map.entry("SmolVLM", squash(364, 0, Resample.LANCZOS, HALF, HALF)),
            Map.entry("GotOcr2", squash(384, 0, Resample.BICUBIC, CLIP_MEAN, CLIP_STD)),
            Map.entry("ViT", squash(224, 0, Resample.BILINEAR, HALF, HALF)),
            Map.entry("Siglip", squash(224, 0, Resample.BICUBIC, HALF, HALF)),
            Map.entry("Gemma3", squash(224, 0, Resample.BILINEAR, HALF, HALF)),
            Map.entry("Blip", squash(384, 0, Resample.BICUBIC, CLIP_MEAN, CLIP_STD)),
            Map.entry("DeiT", squash(256, 224, Resample.BICUBIC, HALF, HALF)),
            Map.entry("Beit", squash(256, 224, Resample.BICUBIC, HALF, HALF)),
            Map.entry("Pvt", squash(224, 0, Resample.BILINEAR, IMAGENET_MEAN, IMAGENET_STD)),
            Map.entry(
                    "EfficientNet",
                    new HuggingFaceDefaults(346, false, 289, false, Resample.NEAREST, true, HALF, HALF)),
            Map.entry("ConvNext", new HuggingFaceDefaults(384, true, 0, true, Resample.BILINEAR, true, HALF, HALF)),
            Map.entry("PoolFormer", SHARE),
            Map.entry("Levit", SHARE),
            Map.entry("MobileNetV1", MOBILENET),
            Map.entry("MobileNetV2", MOBILENET),
            Map.entry(
                    "MobileViT", new HuggingFaceDefaults(224, true, 256, true, Resample.BILINEAR, false, HALF, HALF)));

    private static HuggingFaceDefaults squash(
            int size, int crop, Resample filter, List<Double> mean, List<Double> std) {
        return new HuggingFaceDefaults(size, false, crop, crop > 0, filter, true, mean, std);
    }

    /** @throws IllegalArgumentException if the processor is not known: its settings alone do not tell what it does */
    static HuggingFaceDefaults of(ConfigNode root, String family) {
        HuggingFaceDefaults known = KNOWN.get(family);
        if (known == null) {
            throw root.refused(
                    "image_processor_type", family + " is not known; known are " + new TreeSet<>(KNOWN.keySet()));
        }
        return known;
    }

    ResizeRule resize(int side) {
        return shortest ? new ResizeRule.ShortestEdge(side) : new ResizeRule.Squash(side, side);
    }
}
