package dev.vlmstream.inference.generation.settings;

import java.util.Objects;

/**
 * How many answers are followed side by side, and when that ends.
 *
 * @param beams 1: no beam search
 * @param lengthPenalty a beam's score is its log-probability divided by its length to this power: positive favours long
 *     answers, negative short ones
 * @param returned how many of the beams are wanted, best first
 */
public record BeamSettings(int beams, double lengthPenalty, EarlyStopping earlyStopping, int returned) {

    /** When to stop once as many answers have ended as there are beams. */
    public enum EarlyStopping {
        /** If the best open beam, at its present length, is no better than the worst that has ended. */
        FALSE,
        /** At once. */
        TRUE,
        /** If no open beam can become better, at the length that would suit it best. */
        NEVER
    }

    /** Each holds a whole answer's keys and values. */
    private static final int MOST_BEAMS = 128;

    public static final BeamSettings NONE = new BeamSettings(1, 1, EarlyStopping.FALSE, 1);

    public BeamSettings {
        Objects.requireNonNull(earlyStopping, "earlyStopping");
        if (beams < 1 || beams > MOST_BEAMS) {
            throw new IllegalArgumentException("num_beams is " + beams + ", must be 1 to " + MOST_BEAMS);
        }
        if (!Double.isFinite(lengthPenalty)) {
            throw new IllegalArgumentException("length_penalty is " + lengthPenalty + ", must be a number");
        }
        if (returned < 1 || returned > beams) {
            throw new IllegalArgumentException(
                    "num_return_sequences is " + returned + ", must be from 1 to num_beams = " + beams
                            + "; for several sampled answers push the item under several seeds");
        }
    }
}
