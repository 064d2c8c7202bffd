package dev.vlmstream.inference.language;

import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.decoding.AttentionBlock;
import dev.vlmstream.inference.decoding.Positions;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.preprocessing.processing.ImageLayout;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What sets a family of vision-language models apart; the rest is {@link LanguageModel}. */
public interface Architecture extends AutoCloseable {

    ImageProcessor imageProcessor();

    /** As {@link dev.vlmstream.inference.VisionLanguageModel#prompt}. */
    String prompt(String question, boolean withImage, PromptStyle style, boolean chainOfThought);

    /**
     * The prompt with an answer that begins with some words.
     *
     * @param words before a class name, or before an answer's own
     */
    default String opened(String prompt, String words) {
        return Prompts.opened(prompt, words);
    }

    /** What of a prompt's text the decoder reads: all, unless an encoder reads the question. */
    default String decoderText(String prompt) {
        return prompt;
    }

    /** What the decoder reads of a prompt: all its tokens, unless an encoder reads the question. */
    default int[] decoderIds(String prompt, int[] inputIds) {
        return inputIds;
    }

    /** Opens an answer before a class name: the study's words for the family (Zhang et al. 2024). */
    default String likelihoodOpening() {
        return Prompts.LIKELIHOOD_OPENING;
    }

    /** The id whose embeddings image features replace, in order; -1 if the decoder's tokens have none. */
    int imageToken();

    /**
     * A prompt's tokens, each image token in its place.
     *
     * @throws IllegalArgumentException if placeholders and image do not go together
     */
    int[] inputIds(String prompt, @Nullable ImageLayout image);

    /** Places of a prompt's tokens; most families count. */
    default Positions positions(int[] inputIds, @Nullable ImageLayout image) {
        return Positions.counted(inputIds.length);
    }

    /** Which of a prompt's tokens attend to one another in both directions; in most families none. */
    default AttentionBlock block(String prompt, int[] inputIds) {
        return AttentionBlock.NONE;
    }

    /** Whether the encoder reads the prompt too, so that features belong to an image and a prompt. */
    default boolean readsPrompt() {
        return false;
    }

    /**
     * The features of each image, {@code [1, image tokens, width]} or all states of an encoder that reads the prompt, too, as they
     * enter the decoder, left where they were computed.
     * The caller closes them.
     *
     * @param prompts one for each image; only read if {@link #readsPrompt()}
     */
    List<Tensor> encode(List<VisionInput> images, List<String> prompts);

    /**
     * What the projector at the vision encoder's end reads of an image, {@code [tokens][width of the encoder]}: what remains when
     * that is trained.
     *
     * @throws BundleException if the family or the bundle has no such projector
     */
    default float[][] projectorInput(VisionInput image) {
        throw new BundleException(
                "this family's encoder does not end in a projector that could be trained apart, so there"
                        + " are no features projector_input; ask a LLaVA for them");
    }

    @Override
    void close();
}
