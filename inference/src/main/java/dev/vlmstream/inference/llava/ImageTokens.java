package dev.vlmstream.inference.llava;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.vlmstream.inference.bundle.BundleDirectory;
import java.util.Arrays;

/**
 * How an image stands in a prompt.
 *
 * @param placeholder the text of one image token
 * @param id its id
 * @param count how many of them an image takes
 */
record ImageTokens(String placeholder, int id, int count) {

    private static final String PROCESSOR = "processor_config.json";

    /** @throws dev.vlmstream.inference.BundleException if id or count cannot be told */
    static ImageTokens read(BundleDirectory bundle) {
        JsonNode processor = bundle.json(PROCESSOR).orElse(MissingNode.getInstance());
        int id = bundle.optionalInt("image_token_index").orElseGet(() -> bundle.requireInt("image_token_id"));
        return new ImageTokens(processor.path("image_token").asText("<image>"), id, count(bundle, processor));
    }

    private static int count(BundleDirectory bundle, JsonNode processor) {
        return bundle.optionalInt("image_seq_length").orElseGet(() -> patches(bundle, processor));
    }

    /** As transformers' LlavaProcessor counts: patches, plus the class token, less it if the strategy drops it. */
    private static int patches(BundleDirectory bundle, JsonNode processor) {
        int side = bundle.requireInt("vision_config.image_size") / bundle.requireInt("vision_config.patch_size");
        int additional = processor.path("num_additional_image_tokens").asInt(1);
        boolean dropsClass = !"full"
                .equals(bundle.config().path("vision_feature_select_strategy").asText("default"));
        return side * side + additional - (dropsClass ? 1 : 0);
    }

    /**
     * Expands the one placeholder of a prompt; a prompt whose placeholder is already expanded stays as it is.
     *
     * @throws IllegalArgumentException if placeholders and image do not go together
     */
    int[] expand(int[] ids, boolean hasImage) {
        long found = Arrays.stream(ids).filter(token -> token == id).count();
        if (!hasImage && found == 0 || hasImage && found == count) {
            return ids;
        }
        if (!hasImage || found != 1) {
            throw new IllegalArgumentException("the prompt has " + found + " placeholders " + placeholder + " and "
                    + (hasImage ? "one image" : "no image"));
        }
        return Arrays.stream(ids)
                .flatMap(token -> token == id ? Arrays.stream(image()) : Arrays.stream(new int[] {token}))
                .toArray();
    }

    private int[] image() {
        int[] image = new int[count];
        Arrays.fill(image, id);
        return image;
    }
}
