package dev.vlmstream.inference.internvl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.language.Placeholder;
import dev.vlmstream.preprocessing.processing.ImageLayout;
import org.jspecify.annotations.Nullable;

/**
 * How an image stands in a prompt; transformers' {@code InternVLProcessor}.
 *
 * @param placeholder one for each feature of a tile
 * @param count image tokens of a tile
 * @param start the text before those of all tiles
 * @param end the text after them
 */
record ContextTokens(Placeholder placeholder, int count, String start, String end) {

    private static final String TOKENIZER = "tokenizer_config.json";
    private static final String COUNT = "image_seq_length";

    /** @throws dev.vlmstream.inference.BundleException if the token's id or the count cannot be told */
    static ContextTokens read(BundleDirectory bundle) {
        JsonNode tokenizer = bundle.json(TOKENIZER).orElse(MissingNode.getInstance());
        int id = bundle.requireInt("image_token_id");
        Placeholder placeholder = new Placeholder(name(tokenizer, "context_image_token", "<IMG_CONTEXT>"), id);
        return new ContextTokens(
                placeholder,
                count(bundle),
                name(tokenizer, "start_image_token", "<img>"),
                name(tokenizer, "end_image_token", "</img>"));
    }

    /** The processor's own file first, as transformers does; the model's configuration says the same. */
    private static int count(BundleDirectory bundle) {
        return bundle.json(Placeholder.PROCESSOR)
                .map(processor -> processor.path(COUNT))
                .filter(JsonNode::isInt)
                .map(length -> Placeholder.requireCount(bundle, length.asInt()))
                .orElseGet(() -> bundle.requireCount(COUNT, Placeholder.MOST_FEATURES));
    }

    /** Transformers 4 writes such names at the top or under {@code extra_special_tokens}, 5 at the top. */
    private static String name(JsonNode tokenizer, String key, String fallback) {
        JsonNode extra = tokenizer.path("extra_special_tokens").path(key);
        return tokenizer.path(key).asText(extra.asText(fallback));
    }

    /** Tiles of a picture: those of its grid, and where it has several the whole made small. */
    static int tiles(ImageLayout image) {
        int grid = image.rows() * image.columns();
        return grid > 1 ? grid + 1 : 1;
    }

    /**
     * Writes an image's tokens into its one placeholder; a prompt that has them already stays as it is.
     *
     * @throws IllegalArgumentException if placeholders and image do not go together
     */
    String expand(String prompt, @Nullable ImageLayout image) {
        int tokens = image == null ? 0 : count * tiles(image);
        return placeholder.expand(
                prompt, tokens, () -> start + placeholder.text().repeat(tokens) + end);
    }
}
