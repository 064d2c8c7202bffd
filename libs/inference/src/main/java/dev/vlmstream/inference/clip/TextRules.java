package dev.vlmstream.inference.clip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.tokenizer.TokenBatch;
import dev.vlmstream.inference.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * How texts become ids for a text tower.
 *
 * @param longest the most ids of a text; longer ones are cut
 * @param full whether every text is filled up to {@code longest}, and the filling attended to: SigLIP is trained so
 * @param lowerCase whether texts are lower-cased before they are cut into tokens
 */
record TextRules(int longest, boolean full, boolean lowerCase) {

    private static final int CLIP_LONGEST = 77;
    private static final int SIGLIP_LONGEST = 64;
    private static final int MOST_POSITIONS = 1 << 16;

    static TextRules read(BundleDirectory bundle, OptionalInt tokenizerLimit) {
        boolean siglip = bundle.modelType().equals("siglip");
        int tower = bundle.optionalCount("text_config.max_position_embeddings", MOST_POSITIONS)
                .orElse(siglip ? SIGLIP_LONGEST : CLIP_LONGEST);
        int longest = Math.min(tokenizerLimit.orElse(Integer.MAX_VALUE), tower);
        return new TextRules(longest, siglip, siglip && lowerCase(bundle));
    }

    /**
     * SigLIP's tokenizer says so; SigLIP 2 was trained on lower-cased text with Gemma's tokenizer, whose configuration does
     * not (transformers' Siglip2Tokenizer).
     */
    private static boolean lowerCase(BundleDirectory bundle) {
        JsonNode tokenizer = bundle.json("tokenizer_config.json").orElse(MissingNode.getInstance());
        String type = tokenizer.path("tokenizer_class").asText();
        return tokenizer.path("do_lower_case").asBoolean(type.startsWith("Gemma") || type.startsWith("Siglip2"));
    }

    TokenBatch encode(Tokenizer tokenizer, List<String> texts) {
        List<String> read = lowerCase
                ? texts.stream().map(text -> text.toLowerCase(Locale.ROOT)).toList()
                : texts;
        TokenBatch batch = tokenizer.encodeBatch(read, longest);
        return full ? fill(batch, tokenizer.padId()) : batch;
    }

    private TokenBatch fill(TokenBatch batch, int pad) {
        long[] ids = new long[batch.rows() * longest];
        Arrays.fill(ids, pad);
        for (int row = 0; row < batch.rows(); row++) {
            System.arraycopy(batch.ids(), row * batch.width(), ids, row * longest, batch.width());
        }
        long[] mask = new long[ids.length];
        Arrays.fill(mask, 1);
        return new TokenBatch(ids, mask, batch.rows(), longest);
    }
}
