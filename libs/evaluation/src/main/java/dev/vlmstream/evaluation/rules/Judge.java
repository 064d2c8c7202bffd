package dev.vlmstream.evaluation.rules;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.judging.Answer;
import dev.vlmstream.evaluation.judging.Answer.Status;
import dev.vlmstream.evaluation.judging.ComputedRule;
import dev.vlmstream.evaluation.judging.Grade;
import dev.vlmstream.evaluation.judging.Judgement;
import dev.vlmstream.evaluation.judging.Truth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Judges an answer under all rules of its task at once. */
public final class Judge {
    private Judge() {}

    /**
     * Judges one answer.
     *
     * @throws IllegalArgumentException if the kind of answer is not the task's, a multiple-choice truth has no options or a
     *     label that is none of their letters, or a truth of question answering has no task, or not what its rules need
     */
    public static Judgement judge(Task task, Answer answer, Truth truth) {
        List<ComputedRule> rules = Rules.of(task, truth.task());
        if (answer.status() != Status.ANSWERED) {
            return new Judgement(
                    false, null, Map.of(), rules.isEmpty() ? null : rules.get(0).id());
        }
        requireFits(task, answer, truth);
        return judge(rules, answer.judged(), truth);
    }

    private static Judgement judge(List<ComputedRule> rules, Answer answer, Truth truth) {
        Map<String, Boolean> right = new LinkedHashMap<>();
        Map<String, Double> grades = new LinkedHashMap<>();
        boolean unparsed = false;
        String parsed = null;
        Set<String> brought = truth.brought();
        for (ComputedRule rule : rules) {
            if (rule.isFed(brought)) {
                Grade grade = rule.grade(answer, truth);
                unparsed |= right.isEmpty() && grade.isUnparsed();
                parsed = parsed == null ? grade.parsed() : parsed;
                right.put(rule.id(), grade.isRight());
                if (rule.isGraded()) {
                    grades.put(rule.id(), grade.value());
                }
            }
        }
        return new Judgement(unparsed, parsed, right, grades, rules.get(0).id());
    }

    private static void requireFits(Task task, Answer answer, Truth truth) {
        switch (task.answers()) {
            case TEXT -> requireText(task, answer);
            case RANKING, LIKELIHOODS -> requireRanking(task, answer);
            case OPTION -> {
                requireText(task, answer);
                requireLetter(truth);
            }
            case BENCHMARK -> {
                requireText(task, answer);
                truth.requireTask();
            }
        }
    }

    private static void requireText(Task task, Answer answer) {
        if (answer.text() == null) {
            throw new IllegalArgumentException("task " + task.id() + " is answered with text, got a ranking");
        }
    }

    private static void requireRanking(Task task, Answer answer) {
        if (answer.ranking().isEmpty()) {
            throw new IllegalArgumentException("task " + task.id() + " is answered with a ranking, got text");
        }
    }

    private static void requireLetter(Truth truth) {
        int right = truth.label().length() == 1 ? truth.label().charAt(0) - 'A' : -1;
        if (right < 0 || right >= truth.options().size()) {
            throw new IllegalArgumentException("label '" + truth.label() + "' is no letter of the "
                    + truth.options().size() + " options");
        }
    }
}
