package dev.vlmstream.inference.moondream;

import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.language.Placeholder;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * How an image stands in a prompt. The placeholder's published id, -200, is none of the embeddings', so the last of these
 * stands in for it, which no text has; the tokenizer reads what is before and behind.
 *
 * @param count image tokens of an image
 */
record SplitPrompt(Placeholder placeholder, int count) {

    private static final String IMAGE = "<image>";
    private static final int MOST_WORDS = 1 << 24;
    /** Of the published encoder, which sees 378 x 378 pixels in patches of 14; the first bundles do not say. */
    private static final int PUBLISHED_COUNT = 27 * 27;

    /** @throws dev.vlmstream.inference.BundleException if the token's id or the count cannot be told */
    static SplitPrompt read(BundleDirectory bundle) {
        int id = bundle.requireInt("image_token_index");
        int standIn = id >= 0 ? id : bundle.requireCount("phi_config.vocab_size", MOST_WORDS) - 1;
        int count = bundle.optionalCount("num_image_tokens", Placeholder.MOST_FEATURES)
                .orElse(PUBLISHED_COUNT);
        return new SplitPrompt(new Placeholder(IMAGE, standIn), count);
    }

    /**
     * A prompt's tokens, each image token in its place.
     *
     * @throws IllegalArgumentException if placeholders and image do not go together
     */
    int[] inputIds(String prompt, boolean withImage, LanguageParts language) {
        String[] parts = Pattern.compile(IMAGE, Pattern.LITERAL).split(prompt, -1);
        IntStream ids = Arrays.stream(language.encode(parts[0]));
        for (int i = 1; i < parts.length; i++) {
            int[] behind = language.tokenizer().encode(parts[i], false);
            ids = IntStream.concat(ids, IntStream.concat(IntStream.of(placeholder.id()), Arrays.stream(behind)));
        }
        return placeholder.expand(ids.toArray(), withImage ? count : 0);
    }
}
