package dev.vlmstream.inference.generation;

import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.generation.settings.Endings;
import dev.vlmstream.inference.generation.settings.Restrictions;
import dev.vlmstream.inference.generation.settings.Sampling;
import java.util.ArrayList;
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
                .orElseGet(() -> Largest.of(totals, possible).places());
    }

    /** Whether the last token ended the sequence, not counting its length. */
    public boolean ended(TokenSequence sequence) {
        return sequence.generated() > 0 && (endTokens.contains(sequence.last()) || stopStrings.end(sequence));
    }
}
