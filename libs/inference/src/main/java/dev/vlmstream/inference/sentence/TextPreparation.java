package dev.vlmstream.inference.sentence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.vlmstream.inference.BundleException;
import dev.vlmstream.inference.bundle.BundleDirectory;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * What sentence-transformers does to a text before its tokenizer does.
 *
 * @param longest the most ids of a text; longer ones are cut
 * @param lowerCase whether texts are lower-cased first
 * @param prompt what is put before every text; empty for most encoders
 */
record TextPreparation(int longest, boolean lowerCase, String prompt) {

    private static final String SETTINGS = "sentence_bert_config.json";
    private static final String LONGEST = "max_seq_length";
    private static final String OWN = "config_sentence_transformers.json";
    /** BERT's, where no file tells a length. */
    private static final int USUAL = 512;

    /**
     * @param tokenizerLimit {@code model_max_length}; stands in, with the graph's positions, where the settings tell no length
     * @throws BundleException if the length is no number above 0
     */
    static TextPreparation read(BundleDirectory bundle, OptionalInt tokenizerLimit) {
        JsonNode settings = bundle.json(SETTINGS).orElse(MissingNode.getInstance());
        JsonNode length = settings.path(LONGEST);
        if (!length.isMissingNode() && !length.isNull() && !(length.isInt() && length.asInt() > 0)) {
            throw bundle.absent(SETTINGS, LONGEST, "an integer above 0");
        }
        int positions = bundle.optionalCount("max_position_embeddings", Integer.MAX_VALUE)
                .orElse(USUAL);
        int longest = length.isInt() ? length.asInt() : Math.min(positions, tokenizerLimit.orElse(positions));
        return new TextPreparation(longest, settings.path("do_lower_case").asBoolean(false), prompt(bundle));
    }

    private static String prompt(BundleDirectory bundle) {
        JsonNode own = bundle.json(OWN).orElse(MissingNode.getInstance());
        JsonNode name = own.path("default_prompt_name");
        return name.isTextual() ? own.path("prompts").path(name.asText()).asText("") : "";
    }

    String apply(String text) {
        String whole = (prompt + text).strip();
        return lowerCase ? whole.toLowerCase(Locale.ROOT) : whole;
    }
}
