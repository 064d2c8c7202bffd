package dev.vlmstream.inference.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.vlmstream.inference.bundle.BundleDirectory;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What {@code tokenizer_config.json} says beyond {@code tokenizer.json}.
 *
 * @param padToken the padding token's text, if any
 * @param bosToken the text of the token that begins a sequence, if any
 * @param modelMaxLength the most tokens of a text; nothing where the file has transformers' "no limit" (10^30)
 * @param cleanUpSpaces whether decoding removes blanks before punctuation; transformers 4 does where the key is missing
 */
record TokenizerSettings(
        Optional<String> padToken, Optional<String> bosToken, OptionalInt modelMaxLength, boolean cleanUpSpaces) {

    private static final double NO_LIMIT = 1 << 24;

    static TokenizerSettings read(BundleDirectory bundle, String folder) {
        String file = Path.of(folder, "tokenizer_config.json").toString();
        JsonNode config = bundle.json(file).orElse(MissingNode.getInstance());
        double length = config.path("model_max_length").asDouble(NO_LIMIT);
        return new TokenizerSettings(
                text(config.path("pad_token")),
                text(config.path("bos_token")),
                length > 0 && length < NO_LIMIT ? OptionalInt.of((int) length) : OptionalInt.empty(),
                config.path("clean_up_tokenization_spaces").asBoolean(true));
    }

    /** A token is written as a string or as an object with its content. */
    private static Optional<String> text(JsonNode token) {
        JsonNode content = token.isObject() ? token.path("content") : token;
        return content.isTextual() ? Optional.of(content.asText()) : Optional.empty();
    }

    /** 0 where there is no padding token. */
    int padId(Tokenizer tokenizer) {
        return padToken.map(tokenizer::id).orElse(OptionalInt.empty()).orElse(0);
    }
}
