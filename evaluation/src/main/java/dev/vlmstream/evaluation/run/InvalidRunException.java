package dev.vlmstream.evaluation.run;

import java.util.List;
import java.util.stream.Collectors;

/** Settings that make no run; holds all that is wrong with them. */
public final class InvalidRunException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    public InvalidRunException(List<Problem> problems) {
        super(problems.stream().map(Problem::message).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** In the order in which the settings were given. */
    public List<Problem> problems() {
        return problems;
    }
}
