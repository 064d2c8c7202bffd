package dev.vlmstream.evaluation.verdicts;

import dev.vlmstream.evaluation.Benchmark;
import dev.vlmstream.evaluation.Named;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.judging.Judge;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The rules that a model applies. What a name means does not change: another definition gets another {@link #version}.
 *
 * <p>The first two are those of Conti et al. 2025, "On Large Multimodal Models as Open-World Image Classifiers" (arXiv
 * 2503.21851), which reports the cosines' mean, as a grade is here; right and wrong come from a threshold. The defaults were
 * measured with all-MiniLM-L6-v2 on ImageNet's 998 names. "The photo features a NAME." reaches 0.6 to its own name for 99 %
 * of them, and to another for 0.04 %. Two names by themselves reach 0.7 in 0.05 % of all pairs. A synonym that shares no
 * word with its label often reaches neither (29 % and 34 %), which an LLM judge can know.
 */
public enum JudgeRule implements Named {
    /** The cosine of the whole answer and the label. */
    SEMANTIC("semantic", 0.6),
    /** The largest cosine of the label with the answer or one of its {@link Concepts}. */
    CONCEPT("concept", 0.7),
    /** A model that writes is asked: {@link JudgePrompt}, {@link VerdictParser}. */
    LLM_JUDGE("llm-judge", Double.NaN);

    private static final int FIRST = 1;

    private final String id;
    private final double threshold;

    JudgeRule(String id, double threshold) {
        this.id = id;
        this.threshold = threshold;
    }

    /** The name used in manifests, verdicts, metrics and on the command line. */
    @Override
    public String id() {
        return id;
    }

    /** Which definition of the name this software has. */
    public int version() {
        return FIRST;
    }

    /** The cosine from which on an answer is right, where a run sets none; empty where there is no cosine. */
    public OptionalDouble threshold() {
        return Double.isNaN(threshold) ? OptionalDouble.empty() : OptionalDouble.of(threshold);
    }

    /** Whether an encoder of sentences applies it. */
    public boolean isSimilarity() {
        return threshold().isPresent();
    }

    /**
     * The texts that each right answer is compared with; the largest cosine is the answer's grade.
     *
     * @throws IllegalStateException if there is no cosine
     */
    public List<String> compared(String answer) {
        return switch (this) {
            case SEMANTIC -> List.of(Judge.judged(answer));
            case CONCEPT -> Concepts.of(Judge.judged(answer));
            case LLM_JUDGE -> throw new IllegalStateException(id + " compares nothing");
        };
    }

    /** @throws IllegalArgumentException if there is no such rule; the message lists the known ones */
    public static JudgeRule of(String id) {
        return Named.find(JudgeRule.class, "judge rule", id);
    }

    /**
     * This rule.
     *
     * @param benchmark of question answering; null in other tasks
     * @throws IllegalArgumentException if it makes no sense there: rankings and looked-for letters need no judge, and a
     *     cosine says nothing of letters, numbers, and yes or no
     */
    public JudgeRule requireFits(Task task, Benchmark benchmark) {
        if (!task.answersInWords()) {
            throw new IllegalArgumentException(
                    "the rule " + id + " judges answers in words; the task " + task.id() + " has none");
        }
        if (isSimilarity() && benchmark != null && !benchmark.asksForWords()) {
            throw new IllegalArgumentException("the rule " + id + " compares wordings; the right answers of "
                    + benchmark.id() + " are letters, numbers, or yes and no. " + LLM_JUDGE.id + " can judge them");
        }
        return this;
    }

    /**
     * Checks a threshold that somebody sets.
     *
     * @throws IllegalArgumentException if this rule has none, or it is no cosine
     */
    public double requireThreshold(double wanted) {
        if (!isSimilarity()) {
            throw new IllegalArgumentException("the rule " + id + " has no threshold: its judge says yes or no");
        }
        if (!(wanted >= -1 && wanted <= 1)) {
            throw new IllegalArgumentException(
                    "the threshold of " + id + " is " + wanted + ", must be a cosine: from -1 to 1");
        }
        return wanted;
    }
}
