package dev.vlmstream.inference.families;

import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.decoding.AttentionBlock;
import dev.vlmstream.inference.decoding.AttentionBlock.TokenTypes;
import dev.vlmstream.inference.language.Architecture;
import dev.vlmstream.inference.language.LanguageFamily;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.language.PictureEncoder;
import dev.vlmstream.inference.language.PictureEncoder.OnePicture;
import dev.vlmstream.inference.language.Placeholder;
import dev.vlmstream.inference.language.Prompts;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.inference.tokenizer.Tokenizer;
import dev.vlmstream.preprocessing.processing.ImageLayout;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gemma 3 (Gemma team 2025, arXiv 2503.19786): one picture of a fixed size, whose tokens see one another.
 *
 * <p>{@code model_type} gemma3.
 */
public final class Gemma3Family extends LanguageFamily {

    /** Transformers' processor: an image's tokens are of type 1, all others of type 0. */
    private static final TokenTypes TYPES = new TokenTypes(0, 1);

    public Gemma3Family() {
        super("gemma3");
    }

    @Override
    protected List<Consumer<BundleDirectory>> visionRequirements(RuntimeOptions options) {
        return List.of(Requirements.imageProcessor(options), Requirements.graph(VISION, options), ImageTokenIds::read);
    }

    @Override
    protected TokenTypes tokenTypes() {
        return TYPES;
    }

    @Override
    protected Architecture load(
            BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
        return Gemma3Architecture.load(files, language, options, loading);
    }

    /** One picture of a fixed size in the chat template's place for it. */
    private record Gemma3Architecture(
            BundleDirectory bundle, LanguageParts language, ImageTokenIds image, ImageText text, PictureEncoder vision)
            implements OnePicture {
        static Gemma3Architecture load(
                BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
            ImageTokenIds image = ImageTokenIds.read(files);
            ImageText text = ImageText.of(files, image, language.tokenizer());
            PictureEncoder vision = PictureEncoder.load(files, language, image.count(), options, loading);
            return new Gemma3Architecture(files, language, image, text, vision);
        }

        /** The chat template in either style: the study did not ask this family. */
        @Override
        public String prompt(String question, boolean withImage, PromptStyle style, boolean chainOfThought) {
            return Prompts.reasoning(Prompts.chat(bundle, question, withImage), chainOfThought);
        }

        @Override
        public int imageToken() {
            return image.feature();
        }

        @Override
        public int[] inputIds(String prompt, @Nullable ImageLayout layout) {
            return language.encode(text.expand(prompt, layout != null));
        }

        @Override
        public AttentionBlock block(String prompt, int[] inputIds) {
            int from = 0;
            while (from < inputIds.length && inputIds[from] != image.feature()) {
                from++;
            }
            int to = from;
            while (to < inputIds.length && inputIds[to] == image.feature()) {
                to++;
            }
            return from == to ? AttentionBlock.NONE : new AttentionBlock(from, to);
        }
    }

    /**
     * How an image stands in a prompt; transformers' {@code Gemma3Processor}. The line breaks around it are part of the text, as
     * tokenizers put several of them into one token.
     */
    private record ImageText(Placeholder begin, String expanded) {
        /** @throws dev.vlmstream.inference.bundle.BundleException if the tokenizer does not know the tokens */
        static ImageText of(BundleDirectory files, ImageTokenIds tokens, Tokenizer tokenizer) {
            Placeholder begin = known(files, tokens.begin(), tokenizer);
            Placeholder feature = known(files, tokens.feature(), tokenizer);
            Placeholder end = known(files, tokens.end(), tokenizer);
            String features = feature.text().repeat(tokens.count());
            return new ImageText(begin, "\n\n" + begin.text() + features + end.text() + "\n\n");
        }

        private static Placeholder known(BundleDirectory files, int id, Tokenizer tokenizer) {
            Placeholder token = new Placeholder(tokenizer.decode(new int[] {id}, false), id);
            token.requireKnown(files, tokenizer);
            return token;
        }

        /**
         * Writes an image's tokens in the place of the one that begins them.
         *
         * @throws IllegalArgumentException if placeholders and image do not go together
         */
        String expand(String prompt, boolean withImage) {
            begin.requireFitting(begin.occurrences(prompt), withImage ? 1 : 0);
            return prompt.replace(begin.text(), expanded);
        }
    }

    /**
     * What config.json says of the tokens of an image.
     *
     * @param begin id of the one before them, which stands for the image in a prompt
     * @param feature id of those that features replace
     * @param end id of the one after them
     * @param count how many features an image has
     */
    private record ImageTokenIds(int begin, int feature, int end, int count) {

        /** Of transformers, where config.json is silent. */
        private static final int USUAL = 256;

        /** @throws dev.vlmstream.inference.bundle.BundleException if an id is missing, or no model has this many features */
        static ImageTokenIds read(BundleDirectory bundle) {
            return new ImageTokenIds(
                    Placeholder.id(bundle, "boi_token"),
                    Placeholder.id(bundle, "image_token"),
                    Placeholder.id(bundle, "eoi_token"),
                    bundle.optionalCount("mm_tokens_per_image", Placeholder.MOST_FEATURES)
                            .orElse(USUAL));
        }
    }
}
