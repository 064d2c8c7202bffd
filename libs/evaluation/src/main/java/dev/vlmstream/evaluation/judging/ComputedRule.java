package dev.vlmstream.evaluation.judging;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A rule that is a pure function of the answer and the truth. */
public final class ComputedRule extends Rule {
    private final BiFunction<Answer, Truth, Grade> function;
    private final @Nullable LineForm lines;

    ComputedRule(Declaration declared, BiFunction<Answer, Truth, Grade> function) {
        super(declared);
        this.function = function;
        this.lines = declared.lines != null || !declared.needs.stream().allMatch(Need::isInLines)
                ? declared.lines
                : LineForm.standard(this, List.copyOf(declared.needs));
    }

    /**
     * What the rule makes of an answer.
     *
     * @throws IllegalArgumentException if the truth lacks what the rule needs, or has what it cannot compare with
     */
    public Grade grade(Answer answer, Truth truth) {
        return function.apply(answer, truth);
    }

    /** How it is applied to lines of a file; empty if no line has what it needs. */
    public Optional<LineForm> lines() {
        return Optional.ofNullable(lines);
    }
}
