package dev.vlmstream.inference.families;

import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.chat.ChatTemplate;
import dev.vlmstream.inference.chat.ChatTemplates;
import dev.vlmstream.inference.families.OnePictureArchitecture.ImageTokens;
import dev.vlmstream.inference.language.Architecture;
import dev.vlmstream.inference.language.LanguageFamily;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.language.Placeholder;
import dev.vlmstream.inference.language.Prompts;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.preprocessing.processing.FixedImageProcessor;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * FastVLM (Vasu et al. 2025, arXiv 2412.13303): LLaVA with a convolutional encoder, FastViTHD, that makes few image
 * tokens of a large picture; one image, one size.
 *
 * <p>{@code model_type} fast_vlm, as transformers has it, or llava_qwen2, as Apple and transformers.js's exports have
 * it.
 */
public final class FastVlmFamily extends LanguageFamily {
    private static final String PATCH = "patch_size";
    private static final String COUNT = "image_seq_length";

    public FastVlmFamily() {
        super("fast_vlm", "llava_qwen2");
    }

    @Override
    protected List<Consumer<BundleDirectory>> visionRequirements(RuntimeOptions options) {
        return List.of(Requirements.graph(VISION, options), bundle -> imageTokens(bundle, options));
    }

    @Override
    protected Architecture load(
            BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
        return new FastVlmArchitecture(files, language, options, loading);
    }

    /**
     * As transformers' LlavaProcessor counts, by the picture's size after preprocessing; without its file, what config.json says.
     *
     * @throws BundleException if neither tells
     */
    private static ImageTokens imageTokens(BundleDirectory bundle, RuntimeOptions options) {
        FixedImageProcessor processor = Requirements.fixedImageProcessor(bundle, options);
        int count = patch(bundle)
                .map(patch -> Placeholder.requireCount(
                        bundle, (long) (processor.height() / patch) * (processor.width() / patch)))
                .or(() -> bundle.optionalCount(COUNT, Placeholder.MOST_FEATURES))
                .orElseThrow(() -> new BundleException(bundle.path().resolve(Placeholder.PROCESSOR) + ": " + PATCH
                        + " is missing, and " + COUNT + " of config.json, too: how many tokens an image takes; write"
                        + " {\"" + PATCH + "\": 64} into it"));
        return new ImageTokens(Placeholder.read(bundle), count);
    }

    private static Optional<Integer> patch(BundleDirectory bundle) {
        return bundle.json(Placeholder.PROCESSOR)
                .map(processor -> processor.path(PATCH).asInt())
                .filter(patch -> patch > 0);
    }

    /** The model's own template around a question; the study asked no such model. */
    private static final class FastVlmArchitecture extends OnePictureArchitecture {

        /** Transformers' template takes an image as a part of a message; Qwen2's own, which others keep, takes texts. */
        private final boolean parts;

        FastVlmArchitecture(BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
            super(files, language, options, loading, imageTokens(files, options));
            image().placeholder().requireKnown(files, language.tokenizer());
            String placeholder = image().placeholder().text();
            this.parts = ChatTemplates.find(files)
                    .map(template -> template.takesParts(placeholder))
                    .orElse(true);
        }

        @Override
        public String prompt(String question, boolean withImage, PromptStyle style, boolean chainOfThought) {
            ChatTemplate template = ChatTemplates.require(bundle());
            String text = image().placeholder().text();
            return Prompts.reasoning(
                    parts
                            ? template.prompt(question, withImage)
                            : template.prompt(withImage ? text + "\n" + question : question),
                    chainOfThought);
        }
    }
}
