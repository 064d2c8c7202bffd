package dev.vlmstream.inference.llava;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.language.Placeholder;

/**
 * How an image stands in a prompt.
 *
 * @param count how many image tokens an image takes
 */
public record ImageTokens(Placeholder placeholder, int count) {

    /** @throws dev.vlmstream.inference.BundleException if id or count cannot be told */
    static ImageTokens read(BundleDirectory bundle) {
        return new ImageTokens(Placeholder.read(bundle), count(bundle));
    }

    private static int count(BundleDirectory bundle) {
        JsonNode processor = bundle.json(Placeholder.PROCESSOR).orElse(MissingNode.getInstance());
        return bundle.optionalCount("image_seq_length", Placeholder.MOST_FEATURES)
                .orElseGet(() -> patches(bundle, processor));
    }

    /** As transformers' LlavaProcessor counts: patches, plus the class token, less it if the strategy drops it. */
    private static int patches(BundleDirectory bundle, JsonNode processor) {
        long side = Placeholder.patches(bundle);
        int additional = processor.path("num_additional_image_tokens").asInt(1);
        boolean dropsClass = !"full"
                .equals(bundle.config().path("vision_feature_select_strategy").asText("default"));
        return Placeholder.requireCount(bundle, side * side + additional - (dropsClass ? 1 : 0));
    }
}
