package dev.vlmstream.evaluation.judging;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A rule that a model applies: a sentence encoder by a cosine, or a model that writes by a verdict. */
public final class JudgeRule extends Rule {
    private final double threshold;
    private final @Nullable Function<String, List<String>> parts;

    JudgeRule(Declaration declared, double threshold, @Nullable Function<String, List<String>> parts) {
        super(declared);
        this.threshold = threshold;
        this.parts = parts;
    }

    /** The cosine from which on an answer is right, where a run sets none; empty where there is no cosine. */
    public OptionalDouble threshold() {
        return isSimilarity() ? OptionalDouble.of(threshold) : OptionalDouble.empty();
    }

    /** Whether an encoder of sentences applies it. */
    public boolean isSimilarity() {
        return !Double.isNaN(threshold);
    }

    /** Whether parts of an answer are compared, so that the nearest one is worth showing. */
    public boolean comparesParts() {
        return parts != null;
    }

    /**
     * The texts that each right answer is compared with; the largest cosine is the answer's grade.
     *
     * @throws IllegalStateException if there is no cosine
     */
    public List<String> compared(String answer) {
        if (!isSimilarity()) {
            throw new IllegalStateException(id() + " compares nothing");
        }
        String judged = Answer.judged(answer);
        return comparesParts() ? parts.apply(judged) : List.of(judged);
    }

    /**
     * Checks a threshold that somebody sets.
     *
     * @throws IllegalArgumentException if this rule has none, or it is no cosine
     */
    public double requireThreshold(double cosine) {
        if (!isSimilarity()) {
            throw new IllegalArgumentException("the rule " + id() + " has no threshold: its judge says yes or no");
        }
        if (!(cosine >= -1 && cosine <= 1)) {
            throw new IllegalArgumentException(
                    "the threshold of " + id() + " is " + cosine + ", must be a cosine: from -1 to 1");
        }
        return cosine;
    }
}
