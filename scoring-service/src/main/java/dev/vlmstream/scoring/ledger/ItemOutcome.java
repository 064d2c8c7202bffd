package dev.vlmstream.scoring.ledger;

import java.util.List;

/**
 * What became of one item with one model.
 *
 * @param profile the number of the {@link OutcomeProfile}
 * @param right bit i: found right under the profile's rule i
 * @param grades what the profile's rules with part credit gave, in its order, in billionths
 * @param tokens generated tokens
 * @param microCost what the answer cost, in millionths of a USD: whole numbers add up to the same in any order
 * @param at when the prediction was made, milliseconds since the epoch; 0: there was none
 */
record ItemOutcome(int profile, Stage stage, int right, List<Integer> grades, int tokens, long microCost, long at) {
    static ItemOutcome waiting(int profile) {
        return new ItemOutcome(profile, Stage.WAITING, 0, List.of(), 0, 0, 0);
    }

    boolean isRight(int rule) {
        return (right >> rule & 1) == 1;
    }

    void encode(StateWriter out) {
        out.number(profile)
                .number(stage.ordinal())
                .number(right)
                .number(tokens)
                .number(microCost)
                .number(at)
                .number(grades.size());
        grades.forEach(out::number);
    }

    static ItemOutcome decode(StateReader in) {
        int profile = in.integer();
        Stage stage = Stage.at(in.integer());
        int right = in.integer();
        int tokens = in.integer();
        long microCost = in.number();
        long at = in.number();
        return new ItemOutcome(profile, stage, right, in.integers(), tokens, microCost, at);
    }
}
