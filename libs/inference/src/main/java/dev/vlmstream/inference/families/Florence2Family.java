package dev.vlmstream.inference.families;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.language.Architecture;
import dev.vlmstream.inference.language.LanguageFamily;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.language.Placeholder;
import dev.vlmstream.inference.language.Placeholder.LeadingImage;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Florence-2 (Xiao et al. 2024, arXiv 2311.06242): a vision encoder, BART's encoder that reads its features and the
 * prompt at once, BART's decoder that answers. Tasks are sentences, coordinates are tokens of the answer and stay its
 * text.
 *
 * <p>{@code model_type} florence2.
 */
public final class Florence2Family extends LanguageFamily {

    public Florence2Family() {
        super("florence2");
    }

    @Override
    protected List<Consumer<BundleDirectory>> visionRequirements(RuntimeOptions options) {
        return List.of(
                Requirements.imageProcessor(options),
                Requirements.graph(VISION, options),
                Requirements.graph(ENCODER, options),
                SpecialTokens::read);
    }

    @Override
    protected Architecture load(
            BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
        return Florence2Architecture.load(files, language, options, loading);
    }

    /**
     * Tokens around texts.
     *
     * @param image before what the encoder reads
     * @param begin of a text
     * @param end of a text
     * @param start what the decoder begins with
     */
    record SpecialTokens(LeadingImage image, int begin, int end, int start) {

        /** Of transformers' Florence2Config; earlier exports do not embed it, and have no such word. */
        private static final int DEFAULT_IMAGE = 51289;

        private static final int DEFAULT_COUNT = 577;

        private static final String GENERATION = "generation_config.json";
        /** Of transformers' BartConfig. */
        private static final int DEFAULT_BEGIN = 0;

        private static final int DEFAULT_END = 2;
        private static final int DEFAULT_START = 2;

        /** @throws BundleException if one of them is no id, or an image has no such number of tokens */
        static SpecialTokens read(BundleDirectory bundle) {
            int image = bundle.optionalInt("image_token_id").orElse(DEFAULT_IMAGE);
            return new SpecialTokens(
                    new LeadingImage(image, count(bundle)),
                    id(bundle, "bos_token_id", DEFAULT_BEGIN),
                    id(bundle, "eos_token_id", DEFAULT_END),
                    start(bundle));
        }

        /** As transformers' generate does, from generation_config.json if that has it. */
        private static int start(BundleDirectory bundle) {
            String name = "decoder_start_token_id";
            JsonNode own =
                    bundle.json(GENERATION).orElse(MissingNode.getInstance()).path(name);
            int start = own.isInt() ? own.asInt() : id(bundle, name, DEFAULT_START);
            return requireId(bundle.path().resolve(GENERATION), name, start);
        }

        private static int id(BundleDirectory bundle, String name, int usual) {
            int id = bundle.optionalInt("text_config." + name)
                    .or(() -> bundle.optionalInt(name))
                    .orElse(usual);
            return requireId(bundle.path().resolve(BundleDirectory.CONFIG), "text_config." + name, id);
        }

        private static int requireId(Path file, String name, int id) {
            if (id < 0) {
                throw new BundleException(file + ": " + name + " is " + id
                        + ", must be a token's id; copy it from the model's repository again");
            }
            return id;
        }

        private static int count(BundleDirectory bundle) {
            JsonNode count = bundle.json(Requirements.PREPROCESSOR)
                    .orElse(MissingNode.getInstance())
                    .path("image_seq_length");
            int tokens = count.isMissingNode() ? DEFAULT_COUNT : count.asInt();
            if (tokens < 1 || tokens > Placeholder.MOST_FEATURES) {
                throw new BundleException(bundle.path().resolve(Requirements.PREPROCESSOR) + ": image_seq_length is "
                        + count + ", must be 1 to " + Placeholder.MOST_FEATURES
                        + "; copy it from the model's repository again");
            }
            return tokens;
        }
    }
}
