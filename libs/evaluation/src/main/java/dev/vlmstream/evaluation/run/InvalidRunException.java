package dev.vlmstream.evaluation.run;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Settings that make no run; holds all that is wrong with them. */
public final class InvalidRunException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    InvalidRunException(List<Problem> problems) {
        super(problems.stream().map(Problem::message).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /**
     * Each problem once, in the order in which the settings were given.
     *
     * @param keys as they were given
     */
    public static InvalidRunException of(Collection<Problem> problems, Collection<String> keys) {
        List<String> order = List.copyOf(keys);
        return new InvalidRunException(problems.stream()
                .distinct()
                .sorted(Comparator.comparingInt(problem -> order.indexOf(problem.key())))
                .toList());
    }

    /** In the order in which the settings were given. */
    public List<Problem> problems() {
        return problems;
    }

    /**
     * What is wrong with one setting.
     *
     * @param key as whoever gave the setting wrote it, or the setting's own where it is missing
     * @param message names the key, the value and the fix
     */
    public record Problem(String key, String message) {}
}
