package dev.vlmstream.inference.families;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.decoding.AttentionBlock;
import dev.vlmstream.inference.decoding.AttentionBlock.TokenTypes;
import dev.vlmstream.inference.decoding.Positions;
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
import org.jspecify.annotations.Nullable;

/**
 * PaliGemma (Beyer et al. 2024, arXiv 2407.07726) and PaliGemma 2 (Steiner et al. 2024, arXiv 2412.03555): a picture and
 * its prompt are one prefix whose tokens all see one another; what follows, the answer, sees what is before it.
 *
 * <p>{@code model_type} paligemma, of PaliGemma 2, too.
 */
public final class PaliGemmaFamily extends LanguageFamily {

    /** Transformers' processor: the prefix is of type 0, what follows of type 1. */
    private static final TokenTypes TYPES = new TokenTypes(1, 0);

    public PaliGemmaFamily() {
        super("paligemma");
    }

    @Override
    protected List<Consumer<BundleDirectory>> visionRequirements(RuntimeOptions options) {
        return List.of(
                Requirements.imageProcessor(options),
                Requirements.graph(VISION, options),
                Placeholder::read,
                PaliGemmaFamily::imageLength);
    }

    @Override
    protected TokenTypes tokenTypes() {
        return TYPES;
    }

    @Override
    protected Architecture load(
            BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
        return PaliGemmaArchitecture.load(files, language, options, loading);
    }

    /** One picture of a fixed size before BOS, the prompt and a line break; positions begin at 1. */
    private record PaliGemmaArchitecture(
            LanguageParts language, Placeholder placeholder, int count, String bos, PictureEncoder vision)
            implements OnePicture {
        private static final int FIRST_POSITION = 1;

        static PaliGemmaArchitecture load(
                BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
            Placeholder placeholder = Placeholder.read(files);
            placeholder.requireKnown(files, language.tokenizer());
            String bos = language.tokenizer().bosToken();
            if (bos.isEmpty()) {
                throw files.absent("tokenizer_config.json", "bos_token", "the text of a token");
            }
            int count = imageLength(files);
            PictureEncoder vision = PictureEncoder.load(files, language, count, options, loading);
            return new PaliGemmaArchitecture(language, placeholder, count, bos, vision);
        }

        /**
         * The same text in either style: these models have no chat template, and the study did not ask them. What opens an
         * answer stands after the line break that ends the prefix.
         */
        @Override
        public String prompt(String question, boolean withImage, PromptStyle style, boolean chainOfThought) {
            return Prompts.reasoning(
                    (withImage ? placeholder.text() : "") + bos + TaskPrefix.before(question) + "\n", chainOfThought);
        }

        @Override
        public int imageToken() {
            return placeholder.id();
        }

        /** The answer's opening is tokenised by itself, as transformers' processor does with suffixes. */
        @Override
        public int[] inputIds(String prompt, @Nullable ImageLayout image) {
            String opening = opening(prompt);
            String prefix = prompt.substring(0, prompt.length() - opening.length());
            int[] ids = placeholder.expand(language.tokenizer().encode(prefix, false), image == null ? 0 : count);
            int[] suffix = language.tokenizer().encode(opening, false);
            int[] all = Arrays.copyOf(ids, ids.length + suffix.length);
            System.arraycopy(suffix, 0, all, ids.length, suffix.length);
            return all;
        }

        /** What follows the last line break; nothing if there is none. */
        private static String opening(String prompt) {
            int end = prompt.lastIndexOf('\n');
            return end < 0 ? "" : prompt.substring(end + 1);
        }

        @Override
        public Positions positions(int[] inputIds, @Nullable ImageLayout image) {
            return Positions.counted(FIRST_POSITION, inputIds.length);
        }

        @Override
        public AttentionBlock block(String prompt, int[] inputIds) {
            return new AttentionBlock(0, inputIds.length - language.tokenizer().encode(opening(prompt), false).length);
        }
    }

    /**
     * How many image tokens a picture takes: what the image processor says, as transformers' processor reads it, else what
     * config.json says of the encoder.
     *
     * @throws dev.vlmstream.inference.bundle.BundleException if neither says it
     */
    private static int imageLength(BundleDirectory bundle) {
        String key = "image_seq_length";
        JsonNode length = bundle.json(Requirements.PREPROCESSOR)
                .orElse(MissingNode.getInstance())
                .path(key);
        if (length.isInt()) {
            return Placeholder.requireCount(Requirements.PREPROCESSOR, bundle, length.intValue());
        }
        return bundle.optionalCount("vision_config.num_image_tokens", Placeholder.MOST_FEATURES)
                .orElseThrow(() -> bundle.absent(Requirements.PREPROCESSOR, key, "an integer"));
    }

    /**
     * The words before a question by which the model was taught what to do (the table of big_vision's README of PaliGemma).
     */
    static final class TaskPrefix {

        private static final String ANSWER = "answer en ";

        /** The languages of Crossmodal-3600, which it was trained on. */
        private static final String LANGUAGES =
                "ar|bn|cs|da|de|el|en|es|fa|fi|fil|fr|he|hi|hr|hu|id|it|ja|ko|mi|nl|no|pl|pt|quz|ro|ru|sv|sw|te|th|tr|uk|vi|zh";

        private static final Pattern KNOWN = Pattern.compile(
                "(?:answer|caption|cap|describe|question) (?:" + LANGUAGES + ")(?: |$)|(?:detect|segment) |ocr$");

        private TaskPrefix() {}

        /** A question after {@code answer en}, unless it begins with a task itself. */
        static String before(String question) {
            return KNOWN.matcher(question).lookingAt() ? question : ANSWER + question;
        }
    }
}
