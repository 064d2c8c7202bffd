package dev.vlmstream.inference.blip;

import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.tokenizer.TokenBatch;
import dev.vlmstream.inference.tokenizer.Tokenizer;
import java.util.List;

/**
 * Prompts as InstructBLIP's Q-Former reads them: whole, through BERT's tokenizer, {@code [CLS] … [SEP]}. A batch is padded
 * on the right, as that tokenizer says, so that positions do not depend on the batch; transformers 4.51 pads on the left
 * here, which changes answers with the batch, 4.40 padded on the right.
 *
 * @param longest the most tokens that the Q-Former has positions for
 */
record Instructions(Tokenizer tokenizer, int longest) implements AutoCloseable {

    static final String FOLDER = "qformer_tokenizer";
    /** Of transformers' InstructBlipQFormerConfig. */
    private static final int DEFAULT_LONGEST = 512;

    static Instructions load(BundleDirectory files) {
        int longest = files.optionalCount("qformer_config.max_position_embeddings", Integer.MAX_VALUE)
                .orElse(DEFAULT_LONGEST);
        return new Instructions(Tokenizer.load(files, FOLDER), longest);
    }

    /** @throws IllegalArgumentException if the prompt is longer than the Q-Former can read */
    void requireRoom(String prompt) {
        int length = tokenizer.encode(prompt, true).length;
        if (length > longest) {
            throw new IllegalArgumentException(
                    "the prompt has " + length + " tokens for the Q-Former, which reads " + longest + "; shorten it");
        }
    }

    TokenBatch encode(List<String> prompts) {
        return tokenizer.encodeBatch(prompts, longest);
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
