package dev.vlmstream.inference.generation;

import dev.vlmstream.inference.GenerationOptions.BeamSettings;
import dev.vlmstream.inference.VisionLanguageModel.Beam;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Beam search over one prompt, as transformers 4.51 does it: told the logits of its open beams, it says which rows to continue
 * with and with which tokens.
 */
public final class BeamState {

    /** The score of a place that no beam has; transformers' number, because sums with it are compared. */
    private static final float NONE = -1.0e9f;

    private final TokenRules rules;
    private final BeamSettings settings;
    private final int candidates;
    private List<Open> open;
    private List<Ended> ended;
    private int generated;
    private boolean done;

    /** An open beam: {@code row} is that of the beam it continues. */
    private record Open(TokenSequence sequence, float total, int row) {}

    private record Ended(TokenSequence sequence, float score, boolean real) {}

    private record Candidate(TokenSequence sequence, float total, int row, boolean ends) {}

    /** @throws IllegalArgumentException if there is one beam only, which needs no search */
    public BeamState(TokenRules rules, BeamSettings settings) {
        if (settings.beams() < 2) {
            throw new IllegalArgumentException("num_beams is " + settings.beams() + "; a beam search needs 2 or more");
        }
        this.rules = rules;
        this.settings = settings;
        this.candidates = Math.max(2, 1 + rules.endTokens().size()) * settings.beams();
        this.open = List.of(new Open(rules.start(), 0, 0));
        this.ended = Collections.nCopies(settings.beams(), new Ended(rules.start(), NONE, false));
    }

    /**
     * Takes the logits of the open beams, in the order of {@link #rows}; at first, of the prompt.
     *
     * @param logits changed
     */
    public void advance(float[][] logits) {
        List<Candidate> best = candidates(logits);
        generated++;
        end(best);
        open = best.stream()
                .sorted((a, b) -> Float.compare(running(b), running(a)))
                .limit(settings.beams())
                .map(c -> new Open(c.sequence(), running(c), c.row()))
                .toList();
        done = !improvable() || full() || best.stream().allMatch(Candidate::ends);
    }

    private List<Candidate> candidates(float[][] logits) {
        int words = logits[0].length;
        float[] totals = new float[open.size() * words];
        for (int row = 0; row < open.size(); row++) {
            float[] scores = rules.logProbabilities(open.get(row).sequence(), logits[row]);
            for (int id = 0; id < words; id++) {
                totals[row * words + id] = scores[id] + open.get(row).total();
            }
        }
        return IntStream.of(rules.candidates(totals, candidates, generated))
                .mapToObj(place -> candidate(place / words, place % words, totals[place]))
                .toList();
    }

    private Candidate candidate(int row, int token, float total) {
        TokenSequence sequence = open.get(row).sequence().plus(token);
        return new Candidate(sequence, total, row, generated + 1 >= rules.most() || rules.ended(sequence));
    }

    /** Those that have ended are out of the race without leaving it: there may be no others. */
    private static float running(Candidate candidate) {
        return candidate.total() + (candidate.ends() ? NONE : 0);
    }

    /** Only the first candidates may end; the others are there to take the places of these. */
    private void end(List<Candidate> best) {
        boolean closed = full();
        List<Ended> all = new ArrayList<>(ended);
        for (int i = 0; i < best.size(); i++) {
            Candidate candidate = best.get(i);
            boolean real = candidate.ends() && i < settings.beams();
            float score = (float) (candidate.total() / Math.pow(generated, settings.lengthPenalty()));
            all.add(new Ended(candidate.sequence(), score + (closed ? NONE : 0) + (real ? 0 : NONE), real));
        }
        ended = all.stream()
                .sorted((a, b) -> Float.compare(b.score(), a.score()))
                .limit(settings.beams())
                .toList();
    }

    private boolean full() {
        return settings.earlyStopping() == BeamSettings.EarlyStopping.TRUE
                && ended.stream().allMatch(Ended::real);
    }

    /** Whether the best open beam may still become better than the worst that has ended. */
    private boolean improvable() {
        boolean longer = settings.earlyStopping() == BeamSettings.EarlyStopping.NEVER && settings.lengthPenalty() > 0;
        float best =
                (float) (open.get(0).total() / Math.pow(longer ? rules.most() : generated, settings.lengthPenalty()));
        float worst = ended.get(ended.size() - 1).score();
        return ended.stream().anyMatch(beam -> best > (beam.real() ? worst : NONE));
    }

    public boolean done() {
        return done;
    }

    /** For each open beam the row, among those last told, that it continues. */
    public int[] rows() {
        return open.stream().mapToInt(Open::row).toArray();
    }

    /** For each open beam its newest token. */
    public long[] tokens() {
        return open.stream().mapToLong(beam -> beam.sequence().last()).toArray();
    }

    /** How many tokens each open beam has. */
    public int generated() {
        return generated;
    }

    /** The answers, best first, as many as are wanted. */
    public List<Beam> best() {
        return ended.stream()
                .limit(settings.returned())
                .map(beam -> new Beam(beam.sequence().answer(), beam.score(), !rules.ended(beam.sequence())))
                .toList();
    }

    /** The best beam's score less the second best's. */
    public float gap() {
        return ended.get(0).score() - ended.get(1).score();
    }
}
