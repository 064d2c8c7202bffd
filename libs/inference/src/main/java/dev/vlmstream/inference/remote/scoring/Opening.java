package dev.vlmstream.inference.remote.scoring;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.vlmstream.inference.bundle.Jackson;
import dev.vlmstream.inference.remote.scoring.ScoringFormat.NoScoresException;
import dev.vlmstream.inference.remote.scoring.ScoringFormat.ScoredTokens;
import java.util.List;

/**
 * The tokens of the text before class names.
 *
 * @param words the answer's beginning, for messages
 */
public record Opening(String words, List<String> tokens) {
    /** This many of its tokens are asked about again with each name, where a server need not tell all. */
    private static final int OVERLAP = 8;

    /** log(1) as it comes out of rounding. */
    private static final double MOST = 1e-3;

    public Opening {
        tokens = List.copyOf(tokens);
    }

    /** As it is kept among answers. */
    static String written(ScoredTokens tokens) {
        return json(tokens.tokens());
    }

    /** Of a text that {@link ScoreReply#ofOpening} gave. */
    public static Opening read(String words, String written) {
        return new Opening(words, List.of(parsed(written, String[].class)));
    }

    /** Log-probabilities of a name's tokens, of a text that {@link ScoreReply#ofName} gave. */
    public static float[] logProbs(String written) {
        return parsed(written, float[].class);
    }

    /** From where on a name's text is asked about: its first log-probability is missing, and the one after it may be a name's. */
    public int from() {
        return Math.max(0, tokens.size() - OVERLAP);
    }

    /** The log-probabilities of the tokens that follow, as they are kept among answers. */
    String following(ScoredTokens whole, String name) throws NoScoresException {
        for (int place = whole.first(); place < tokens.size(); place++) {
            if (place >= whole.end() || !whole.token(place).equals(tokens.get(place))) {
                throw changed(name);
            }
        }
        if (whole.end() <= tokens.size()) {
            throw changed(name);
        }
        float[] logProbs = new float[whole.end() - tokens.size()];
        for (int i = 0; i < logProbs.length; i++) {
            double value = whole.logProb(tokens.size() + i);
            if (!isLogProb(value)) {
                throw new NoScoresException("token " + (i + 1) + " of " + logProbs.length + " of class name \"" + name
                        + "\" has no log-probability, but " + value);
            }
            logProbs[i] = (float) value;
        }
        return json(logProbs);
    }

    static boolean isLogProb(double value) {
        return value <= MOST && !Double.isInfinite(value);
    }

    private NoScoresException changed(String name) {
        return new NoScoresException(
                "class name \"" + name + "\" changes the tokens of what comes before it, which ends in \""
                        + words
                        + "\", so the server's tokens do not tell where it begins; give an --answer-prefix that ends with a"
                        + " whole word, and a prompt or chat template that does not end in white space");
    }

    static String json(Object value) {
        try {
            return Jackson.MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("it can be written", e);
        }
    }

    static <T> T parsed(String written, Class<T> type) {
        try {
            return Jackson.MAPPER.readValue(written, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a kept answer is something else: " + written, e);
        }
    }
}
