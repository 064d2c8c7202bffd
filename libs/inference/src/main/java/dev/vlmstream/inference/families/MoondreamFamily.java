package dev.vlmstream.inference.families;

import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.language.Architecture;
import dev.vlmstream.inference.language.LanguageFamily;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.language.PictureEncoder;
import dev.vlmstream.inference.language.PictureEncoder.OnePicture;
import dev.vlmstream.inference.language.Placeholder;
import dev.vlmstream.inference.language.Prompts;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.preprocessing.processing.ImageLayout;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Moondream2 (Korrapati 2024) as transformers.js has it: LLaVA's shape with SigLIP's encoder and Phi, a prompt of its
 * own, and a placeholder that its tokenizer does not know.
 *
 * <p>{@code model_type} moondream1, which Moondream2 has kept.
 */
public final class MoondreamFamily extends LanguageFamily {

    public MoondreamFamily() {
        super("moondream1");
    }

    @Override
    protected List<Consumer<BundleDirectory>> visionRequirements(RuntimeOptions options) {
        return List.of(Requirements.imageProcessor(options), Requirements.graph(VISION, options), SplitPrompt::read);
    }

    @Override
    protected Architecture load(
            BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
        return MoondreamArchitecture.load(files, language, options, loading);
    }

    /** One picture of a fixed size before a question. */
    private record MoondreamArchitecture(SplitPrompt prompts, PictureEncoder vision, LanguageParts language)
            implements OnePicture {
        static MoondreamArchitecture load(
                BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
            SplitPrompt prompts = SplitPrompt.read(files);
            PictureEncoder vision = PictureEncoder.load(files, language, prompts.count(), options, loading);
            return new MoondreamArchitecture(prompts, vision, language);
        }

        /** The published text in either style: the study did not ask this family, and it has no chat template. */
        @Override
        public String prompt(String question, boolean withImage, PromptStyle style, boolean chainOfThought) {
            String image = withImage ? prompts.placeholder().text() + "\n\n" : "";
            return Prompts.reasoning(image + "Question: " + question + "\n\nAnswer:", chainOfThought);
        }

        @Override
        public int imageToken() {
            return prompts.placeholder().id();
        }

        @Override
        public int[] inputIds(String prompt, @Nullable ImageLayout layout) {
            return prompts.inputIds(prompt, layout != null, language);
        }
    }

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

        /** @throws dev.vlmstream.inference.bundle.BundleException if the token's id or the count cannot be told */
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
}
