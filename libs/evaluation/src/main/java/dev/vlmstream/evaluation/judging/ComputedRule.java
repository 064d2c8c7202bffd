package dev.vlmstream.evaluation.judging;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
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

    /**
     * A rule over lines of a file of predictions.
     *
     * @param reads the fields that a line must have, such as {@code prediction, label}
     * @param writes the fields that it gets
     * @param compute gives the fields that it gets
     */
    public record LineForm(String reads, String writes, Function<Line, Map<String, Object>> compute) {

        /** The answer's and the truth's own fields are read, and a field with the rule's id is written. */
        static LineForm standard(ComputedRule rule, List<Need> needs) {
            boolean ranks = needs.contains(Need.RANKING);
            List<String> reads = new ArrayList<>(List.of(ranks ? "ranking" : "prediction"));
            if (!needs.contains(Need.ANSWERS)) {
                reads.add("label");
            }
            needs.stream().filter(need -> need != Need.RANKING).map(Need::id).forEach(reads::add);
            return new LineForm(String.join(", ", reads), rule.id(), line -> {
                needs.stream().filter(Need::isOptional).forEach(need -> line.texts(need.id()));
                Grade grade = rule.grade(line.answer(ranks), line.truth(null, needs));
                return Map.of(rule.id(), rule.isGraded() ? (Object) grade.value() : grade.isRight());
            });
        }
    }
}
