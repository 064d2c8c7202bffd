package dev.vlmstream.inference.generation;

import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.GenerationOptions.Endings;
import dev.vlmstream.inference.GenerationOptions.Restrictions;
import dev.vlmstream.inference.GenerationOptions.Sampling;
import dev.vlmstream.inference.InferenceException;
import dev.vlmstream.inference.bundle.Digests;
import dev.vlmstream.inference.generation.LogitsProcessor.BadWords;
import dev.vlmstream.inference.generation.LogitsProcessor.ForcedEnd;
import dev.vlmstream.inference.generation.LogitsProcessor.ForcedFirst;
import dev.vlmstream.inference.generation.LogitsProcessor.MinP;
import dev.vlmstream.inference.generation.LogitsProcessor.NoRepeatNgram;
import dev.vlmstream.inference.generation.LogitsProcessor.RepetitionPenalty;
import dev.vlmstream.inference.generation.LogitsProcessor.Suppression;
import dev.vlmstream.inference.generation.LogitsProcessor.Temperature;
import dev.vlmstream.inference.generation.LogitsProcessor.TopK;
import dev.vlmstream.inference.generation.LogitsProcessor.TopP;
import dev.vlmstream.inference.generation.LogitsProcessor.TypicalP;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What {@link GenerationOptions} come to for one prompt, in the order in which transformers applies them. */
public final class TokenRules {

    private final List<LogitsProcessor> processors;
    private final List<LogitsProcessor> warpers;
    private final Optional<Draws> draws;
    private final List<Integer> endTokens;
    private final StopStrings stopStrings;
    private final TokenSequence start;
    private final int most;

    /**
     * @param prompt its tokens, image tokens included
     * @param longestContext the most positions that the model was made for
     * @param item names the item within the seed of sampling
     * @param text of tokens, special ones included
     * @throws IllegalArgumentException if the prompt leaves no room for an answer
     */
    public TokenRules(
            GenerationOptions options, int[] prompt, int longestContext, String item, Function<int[], String> text) {
        this.most = options.lengths().most(prompt.length, longestContext);
        this.start = options.restrictions().seePrompt() ? TokenSequence.of(prompt) : TokenSequence.of();
        this.processors = processors(options, start, options.lengths().least(prompt.length), most);
        this.warpers = options.sampling().map(s -> warpers(s, options)).orElse(List.of());
        this.draws = options.sampling().map(sampling -> new Draws(sampling.seed(), item));
        this.endTokens = options.endings().tokens();
        this.stopStrings = new StopStrings(options.endings().strings(), text);
    }

    private static List<LogitsProcessor> processors(
            GenerationOptions options, TokenSequence start, int least, int most) {
        Restrictions restrictions = options.restrictions();
        Endings endings = options.endings();
        List<LogitsProcessor> list = new ArrayList<>();
        addIf(restrictions.repetitionPenalty() != 1, list, new RepetitionPenalty(restrictions.repetitionPenalty()));
        addIf(restrictions.noRepeatNgramSize() > 0, list, new NoRepeatNgram(restrictions.noRepeatNgramSize()));
        addIf(!restrictions.badWords().isEmpty(), list, BadWords.of(restrictions.badWords(), endings.tokens()));
        addIf(least > 0, list, new Suppression(endings.tokens(), 0, least));
        restrictions.forcedFirst().ifPresent(id -> list.add(new ForcedFirst(id)));
        addIf(!endings.forced().isEmpty(), list, new ForcedEnd(endings.forced(), most));
        addIf(
                !restrictions.suppressed().isEmpty(),
                list,
                new Suppression(restrictions.suppressed(), 0, Suppression.ALWAYS));
        int begin = restrictions.forcedFirst().isPresent() && start.length() == 1 ? 1 : 0;
        addIf(
                !restrictions.suppressedAtBegin().isEmpty(),
                list,
                new Suppression(restrictions.suppressedAtBegin(), begin, begin + 1));
        return list;
    }

    /** In a beam search this many tokens stay that one at least is no end token. */
    static List<LogitsProcessor> warpers(Sampling sampling, GenerationOptions options) {
        int least = options.beams().beams() > 1 ? options.endings().tokens().size() + 1 : 1;
        List<LogitsProcessor> list = new ArrayList<>();
        addIf(sampling.temperature() != 1, list, new Temperature((float) sampling.temperature()));
        addIf(sampling.topK() > 0, list, new TopK(Math.max(sampling.topK(), least)));
        addIf(sampling.topP() < 1, list, new TopP(sampling.topP(), least));
        addIf(sampling.minP() > 0, list, new MinP(sampling.minP(), least));
        addIf(sampling.typicalP() < 1, list, new TypicalP(sampling.typicalP(), least));
        return list;
    }

    private static void addIf(boolean wanted, List<LogitsProcessor> list, LogitsProcessor processor) {
        if (wanted) {
            list.add(processor);
        }
    }

    /** The prompt as processors see it. */
    public TokenSequence start() {
        return start;
    }

    /** The most tokens of an answer. */
    public int most() {
        return most;
    }

    /** Whether the best token comes next, never a drawn one. */
    public boolean greedy() {
        return draws.isEmpty();
    }

    List<Integer> endTokens() {
        return endTokens;
    }

    /**
     * The token that comes next, the best or a drawn one.
     *
     * @param logits changed
     */
    public TokenChoice choose(TokenSequence sequence, float[] logits) {
        processors.forEach(processor -> processor.apply(sequence, logits));
        TokenChoice best = TokenChoice.best(logits);
        if (draws.isEmpty()) {
            return best;
        }
        warpers.forEach(warper -> warper.apply(sequence, logits));
        int[] drawn = draws.get().places(sequence.generated(), Softmax.probabilities(logits), 1);
        return new TokenChoice(drawn[0], best.gap());
    }

    /** Log-probabilities of what may come next in a beam, after all processors, which may leave them without a sum of 1. */
    float[] logProbabilities(TokenSequence sequence, float[] logits) {
        float[] scores = Softmax.logProbabilities(logits);
        processors.forEach(processor -> processor.apply(sequence, scores));
        warpers.forEach(warper -> warper.apply(sequence, scores));
        return scores;
    }

    /** The places of the candidates among all beams' scores: the best, best first, or drawn ones in the order of drawing. */
    int[] candidates(float[] totals, int count, int step) {
        int possible = Math.min(count, totals.length);
        return draws.map(d -> d.places(step, Softmax.probabilities(totals), possible))
                .orElseGet(() -> LargestValues.of(totals, possible).places());
    }

    /** Whether the last token ended the sequence, not counting its length. */
    public boolean ended(TokenSequence sequence) {
        return sequence.generated() > 0 && (endTokens.contains(sequence.last()) || stopStrings.end(sequence));
    }

    /**
     * Ends a sequence whose text contains a string that its last token completes, as transformers' {@code StopStringCriteria}
     * does: a string may begin in the prompt, and may end within the last token.
     *
     * @param text of tokens, special ones included
     */
    private record StopStrings(List<String> strings, Function<int[], String> text) {

        /** Of tokens for one character: UTF-8 has up to four bytes, and a token may be a byte. */
        private static final int TOKENS_A_CHARACTER = 4;
        /** What decoding leaves of a character whose bytes are not all there. */
        private static final char INCOMPLETE = '\uFFFD';

        boolean end(TokenSequence sequence) {
            if (strings.isEmpty() || sequence.generated() == 0) {
                return false;
            }
            int longest = strings.stream().mapToInt(String::length).max().orElseThrow();
            int[] window = sequence.tail(TOKENS_A_CHARACTER * longest + 2);
            int[] before = Arrays.copyOf(window, window.length - 1);
            String whole = text.apply(window);
            int fresh = complete(text.apply(before));
            return strings.stream()
                    .anyMatch(string -> whole.indexOf(string, Math.max(0, fresh - string.length() + 1)) >= 0);
        }

        private static int complete(String text) {
            int length = text.length();
            while (length > 0 && text.charAt(length - 1) == INCOMPLETE) {
                length--;
            }
            return length;
        }
    }

    /**
     * The token that comes next.
     *
     * @param gap the best score less the second best, whether or not the best was taken
     */
    public record TokenChoice(int token, float gap) {

        /** The best token, the lowest id among equals. */
        static TokenChoice best(float[] scores) {
            int best = -1;
            float first = Float.NEGATIVE_INFINITY;
            float second = Float.NEGATIVE_INFINITY;
            for (int i = 0; i < scores.length; i++) {
                // Asked first, as it is true of few: one comparison for most.
                if (scores[i] > second) {
                    if (scores[i] > first) {
                        second = first;
                        first = scores[i];
                        best = i;
                    } else {
                        second = scores[i];
                    }
                }
            }
            if (best < 0) {
                throw new InferenceException(
                        "no token is left: every logit is forbidden by the generation settings or is not a number;"
                                + " if the graph is fp16, use its fp32 files",
                        null);
            }
            return new TokenChoice(best, first - second);
        }
    }

    /**
     * Random numbers that are a function of seed, item, step and draw, of nothing else: the first 53 bits of the SHA-256 of
     * {@code SEED\nITEM\nSTEP\nDRAW} (decimal numbers, UTF-8), divided by 2^53. Steps count the tokens of the answer, draws the
     * numbers needed for one token, both from 0. So any language can draw them again, and batches, order and restarts cannot
     * change them.
     *
     * @param item names the item within the seed
     */
    private record Draws(long seed, String item) {

        /** A number in [0, 1). */
        double next(int step, int draw) {
            String text = seed + "\n" + item + "\n" + step + "\n" + draw;
            byte[] digest = Digests.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
            return (ByteBuffer.wrap(digest).getLong() >>> 11) * 0x1p-53;
        }

        /**
         * Draws without putting back.
         *
         * @param weights need not add up to 1; changed: what was drawn is 0 afterwards
         * @param count no more than there are weights; once all that is left weighs nothing, the first of the rest follow
         * @return the places drawn, in the order of drawing
         */
        int[] places(int step, float[] weights, int count) {
            boolean[] taken = new boolean[weights.length];
            int[] drawn = new int[count];
            for (int draw = 0; draw < count; draw++) {
                drawn[draw] = place(weights, taken, next(step, draw));
                taken[drawn[draw]] = true;
                weights[drawn[draw]] = 0;
            }
            return drawn;
        }

        private static int place(float[] weights, boolean[] taken, double number) {
            double total = 0;
            for (float weight : weights) {
                total += weight;
            }
            double wanted = number * total;
            double sum = 0;
            int last = -1;
            for (int i = 0; i < weights.length; i++) {
                sum += weights[i];
                last = weights[i] > 0 ? i : last;
                if (sum > wanted) {
                    return i;
                }
            }
            return last >= 0 ? last : firstLeft(taken);
        }

        private static int firstLeft(boolean[] taken) {
            int first = 0;
            while (taken[first]) {
                first++;
            }
            return first;
        }
    }
}
