package dev.vlmstream.inference;

import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.runtime.BatchingOptions;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Answers in text to a question about an image, or to one without. */
public non-sealed interface VisionLanguageModel extends VisionModel {

    /**
     * The whole text for a question.
     *
     * @param withImage whether the text has the image's placeholder
     * @param chainOfThought whether the answer is opened with {@code Let's think step by step.}
     * @throws BundleException if {@link PromptStyle#CHAT} is asked of a bundle without a usable chat template
     */
    String prompt(String question, boolean withImage, PromptStyle style, boolean chainOfThought);

    /**
     * Continues every request by its own options, as many at once as {@link BatchingOptions#slots()} says; a slot freed by a
     * finished answer takes the next request. What was computed of an image is used again for further questions about it
     * ({@link Picture#content()}). An answer does not depend on what else is asked, but for rounding: where two logits are
     * closer than about 0.001 ({@link Generation#minGap()}) either may win.
     *
     * @param options as many as requests
     * @return one generation per request, in order; of a beam search, which is done request by request, the best beam
     * @throws IllegalArgumentException if a request has pixels but no placeholder or the other way round, pixels of
     *     another size, or a prompt longer than the model's context; the message says which
     */
    List<Generation> generate(List<Request> requests, List<GenerationOptions> options);

    /** {@link #generate(List, List)} with the same options for all. */
    default List<Generation> generate(List<Request> requests, GenerationOptions options) {
        return generate(requests, Collections.nCopies(requests.size(), options));
    }

    /**
     * What a beam search finds, best first, as many beams as the options want returned.
     *
     * @throws IllegalArgumentException as {@link #generate}, and if {@code num_beams} is 1
     */
    List<Beam> beams(Request request, GenerationOptions options);

    /** What has been reused of images that were read before; may be read from any thread. */
    PrefixReuse prefixReuse();

    /** Whether the encoder reads the prompt too, so that an image has other features for each. */
    boolean readsPrompt();

    /**
     * The projected image tokens, {@code [tokens][width]}, as they enter the decoder; of models that add more after the decoder's
     * first layers several times as wide, the embedding first.
     *
     * @param prompt only read if {@link #readsPrompt()}
     */
    float[][] imageFeatures(Picture.Pixels picture, String prompt);

    /**
     * What the projector at the vision encoder's end reads, {@code [tokens][width of the encoder]}: with it a projector is trained
     * without images. The first call loads the encoder once more.
     *
     * @throws BundleException if the model has no such projector
     */
    float[][] projectorInput(Picture.Pixels picture);

    /**
     * The text before a class name when its likelihood is asked for: the prompt, and the words that open its answer.
     *
     * @param opening such as {@code The photo features a}; null: the study's for the model's family
     * @throws BundleException as {@link #prompt}
     */
    String likelihoodPrompt(String question, boolean withImage, PromptStyle style, @Nullable String opening);

    /**
     * How likely each name is after each prefix. The prefix is computed once and each distinct beginning of names once, so
     * the cost is near the number of distinct tokens in their tree, not of names. Values are those of scoring each name by
     * itself, but for rounding.
     *
     * @param prefixes as {@link #likelihoodPrompt} gives their text
     * @return one per prefix, names in the order given
     * @throws IllegalArgumentException as {@link #generate}, or if a name cannot follow the prefix
     */
    List<ClassLikelihoods> classLikelihoods(List<Request> prefixes, ClassNames names);

    /**
     * The last layer's states after the final norm.
     *
     * @param positions of the prompt's tokens, image tokens included, to give besides last and mean; below 0 from the end
     * @return one per request, in order
     * @throws BundleException if the decoder has no output {@code hidden_states}
     * @throws IllegalArgumentException as {@link #generate}, or if a prompt has no such position
     */
    List<HiddenStates> hiddenStates(List<Request> requests, List<Integer> positions);

    /** The logits for the token after the prompt, one per word of the vocabulary. */
    float[] nextTokenLogits(Request request);

    /**
     * One prompt with its image.
     *
     * @param picture null if the prompt has no placeholder
     * @param prompt as {@link #prompt} gives it
     * @param item names what is asked within the seed of sampling: the same seed and item draw the same numbers
     */
    record Request(@Nullable Picture picture, String prompt, String item) {
        public Request {
            Objects.requireNonNull(prompt, "prompt");
            Objects.requireNonNull(item, "item");
        }

        public Request(@Nullable Picture picture, String prompt) {
            this(picture, prompt, "");
        }
    }

    /**
     * One answer.
     *
     * @param text without special tokens, blanks at both ends removed
     * @param tokenIds what was generated, the end token included if there was one
     * @param inputIds the prompt's tokens, the placeholder expanded
     * @param truncated true if the limit ended the answer, not an end token or a stop string
     * @param minGap the smallest distance between the best and the second logit of a step, or between the scores of the two
     *     best beams
     * @param reusedTokens how many of the prompt's tokens had been computed for an earlier question
     * @param proposedTokens how many tokens were guessed and computed together with the one before them
     * @param acceptedTokens how many tokens came without a step of their own, as guesses were right
     * @param secondsToFirstToken from when a slot took the request, the image being encoded included
     * @param seconds from when a slot took the request to the last token
     */
    record Generation(
            String text,
            int[] tokenIds,
            int[] inputIds,
            boolean truncated,
            float minGap,
            int reusedTokens,
            int proposedTokens,
            int acceptedTokens,
            double secondsToFirstToken,
            double seconds) {

        /** From the first token on, those of answers beside it not counted; 0 for an answer of one token. */
        public double tokensPerSecond() {
            return tokenIds.length > 1 ? (tokenIds.length - 1) / (seconds - secondsToFirstToken) : 0;
        }
    }

    /**
     * One of several answers.
     *
     * @param tokenIds the end token included if there was one
     * @param score log-probability after the processors, divided by the number of tokens to the power of the length penalty
     * @param truncated true if its length ended it
     */
    record Beam(int[] tokenIds, float score, boolean truncated) {}

    /**
     * What a decoder's last layer makes of a prompt, after the final norm; image tokens are positions like all others.
     *
     * @param last {@code [width]}, at the prompt's last position
     * @param mean {@code [width]}, over all positions of the prompt
     * @param given {@code [position asked for][width]}
     */
    record HiddenStates(float[] last, float[] mean, float[][] given) {}

    /**
     * What a model's prefix cache has done since it was loaded. Questions without an image, and images without a name that are
     * asked about once, do not count.
     *
     * @param hits questions that began after an image that had been read
     * @param misses questions whose image was read
     * @param reusedTokens prompt tokens that were not computed again
     * @param bytes what is kept now
     */
    record PrefixReuse(long hits, long misses, long reusedTokens, long bytes) {

        /** Hits of all, 0 to 1; 0 before the first question. */
        public double hitRate() {
            return hits + misses == 0 ? 0 : (double) hits / (hits + misses);
        }
    }
}
