package dev.vlmstream.inference.image;

import java.util.List;

/**
 * What a Hugging Face processor does where its file is silent; older files leave much out.
 *
 * @param size the side of the resize
 * @param shortest whether a bare number as size means the shorter edge, else both sides
 * @param crop the side of the centre crop; 0 for none
 */
record HuggingFaceDefaults(int size, boolean shortest, int crop, Resample filter, List<Double> mean, List<Double> std) {
    private static final List<Double> CLIP_MEAN = List.of(0.48145466, 0.4578275, 0.40821073);
    private static final List<Double> CLIP_STD = List.of(0.26862954, 0.26130258, 0.27577711);
    private static final List<Double> HALF = List.of(0.5, 0.5, 0.5);
    private static final List<Double> IMAGENET_MEAN = List.of(0.485, 0.456, 0.406);
    private static final List<Double> IMAGENET_STD = List.of(0.229, 0.224, 0.225);

    private static final HuggingFaceDefaults CLIP =
            new HuggingFaceDefaults(224, true, 224, Resample.BICUBIC, CLIP_MEAN, CLIP_STD);
    private static final HuggingFaceDefaults VIT =
            new HuggingFaceDefaults(224, false, 0, Resample.BILINEAR, HALF, HALF);
    private static final HuggingFaceDefaults SIGLIP =
            new HuggingFaceDefaults(224, false, 0, Resample.BICUBIC, HALF, HALF);
    private static final HuggingFaceDefaults BLIP =
            new HuggingFaceDefaults(384, false, 0, Resample.BICUBIC, CLIP_MEAN, CLIP_STD);
    private static final HuggingFaceDefaults DEIT =
            new HuggingFaceDefaults(256, false, 224, Resample.BICUBIC, IMAGENET_MEAN, IMAGENET_STD);

    private static final HuggingFaceDefaults IDEFICS =
            new HuggingFaceDefaults(364, false, 0, Resample.LANCZOS, HALF, HALF);

    /** By family, the type's name without {@code ImageProcessor}; a family unknown here is taken for CLIP's kind. */
    static HuggingFaceDefaults of(String family) {
        return switch (family) {
            case "ViT" -> VIT;
            case "Siglip" -> SIGLIP;
            case "Blip" -> BLIP;
            case "DeiT" -> DEIT;
            case "Idefics3", "SmolVLM" -> IDEFICS;
            default -> CLIP;
        };
    }

    ResizeRule resize(int side) {
        return shortest ? new ResizeRule.ShortestEdge(side) : new ResizeRule.Squash(side, side);
    }
}
