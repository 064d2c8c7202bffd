package dev.vlmstream.inference.remote.scoring;

import java.util.List;

/**
 * A prompt's tokens as a server counts them, from some place on.
 *
 * @param first the first token's place in the prompt, from 0
 * @param tokens what tells a token from others: its id, or its text where the server says no more
 * @param logProbs of each, given all before it, natural logarithms; NaN where the server says none
 */
public record ScoredTokens(int first, List<String> tokens, double[] logProbs) {
    public ScoredTokens {
        tokens = List.copyOf(tokens);
        if (tokens.size() != logProbs.length) {
            throw new IllegalArgumentException(tokens.size() + " tokens, " + logProbs.length + " log-probabilities");
        }
    }

    /** The place after the last token. */
    int end() {
        return first + tokens.size();
    }

    String token(int place) {
        return tokens.get(place - first);
    }

    double logProb(int place) {
        return logProbs[place - first];
    }
}
