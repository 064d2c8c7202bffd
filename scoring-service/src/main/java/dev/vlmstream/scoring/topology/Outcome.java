package dev.vlmstream.scoring.topology;

/**
 * What became of one item with one model.
 *
 * @param profile the number of the {@link Profile}
 * @param right bit i: found right under the profile's rule i
 * @param tokens generated tokens
 * @param microCost what the answer cost, in millionths of a USD: whole numbers add up to the same in any order
 * @param at when the prediction was made, milliseconds since the epoch; 0: there was none
 */
record Outcome(int profile, Stage stage, int right, int tokens, long microCost, long at) {
    static Outcome waiting(int profile) {
        return new Outcome(profile, Stage.WAITING, 0, 0, 0, 0);
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
                .number(at);
    }

    static Outcome decode(StateReader in, boolean withCost) {
        return new Outcome(
                in.integer(),
                Stage.at(in.integer()),
                in.integer(),
                in.integer(),
                withCost ? in.number() : 0,
                in.number());
    }
}
