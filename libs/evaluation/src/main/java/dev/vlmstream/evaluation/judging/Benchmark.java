package dev.vlmstream.evaluation.judging;

import java.util.List;

/** What judging needs of a benchmark: its rules, and what a right answer of it is. */
public interface Benchmark {
    /** The name in manifests, options and tables. */
    String id();

    /** What a right answer is. */
    AnswerForm answer();

    /** By which answers are judged, the first stands for the benchmark. */
    List<ComputedRule> rules();

    /**
     * What the rule {@code pattern} makes of an answer.
     *
     * @throws IllegalArgumentException if the benchmark has no such rule
     */
    Grade grade(String answer, List<String> right);
}
