package dev.vlmstream.evaluation.rules;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.judging.Benchmark;
import dev.vlmstream.evaluation.judging.ComputedRule;
import dev.vlmstream.evaluation.judging.JudgeRule;
import dev.vlmstream.evaluation.judging.Need;
import dev.vlmstream.evaluation.judging.Rule;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The one list of rules: judging, files, metrics, exports, help and docs follow it. */
public final class Rules {

    /** In the order of tables and exports. */
    public static final List<Rule> ALL = List.of(
            Inclusion.LABEL,
            Inclusion.WORDS,
            ExactMatch.RULE,
            Inclusion.WITH_SYNONYMS,
            OptionLetter.MCQ,
            OptionLetter.MCQ_GUESS,
            VqaAccuracy.RULE,
            Anls.RULE,
            Ai2d.RULE,
            RelaxedAccuracy.RULE,
            YesNo.POPE,
            YesNo.POPE_PUBLISHED,
            YesNo.SAID_YES,
            PatternRule.RULE,
            VlmEvalKitChoice.RULE,
            LmmsChoice.RULE,
            LmmsLetter.RULE,
            Letters.SEED_BENCH,
            Letters.EQUAL,
            Letters.SCIENCE_QA,
            Letters.SCIENCE_QA_LMMS,
            ExactMatch.GQA,
            ExactMatch.EXACT_MATCH,
            VqaV2.OFFICIAL,
            VqaV2.LMMS,
            YesNo.MME,
            YesNo.VLMEVALKIT,
            Mmmu.MMMU,
            Mmmu.MMMU_GUESS,
            TopK.TOP1,
            TopK.TOP5,
            TopK.LIKELIHOOD_SUM,
            TopK.LIKELIHOOD_SUM_TOP5,
            TopK.LIKELIHOOD_MEAN,
            TopK.LIKELIHOOD_MEAN_TOP5,
            SemanticSimilarity.RULE,
            Concepts.RULE,
            LlmJudge.RULE);

    /** Those that need no model. */
    public static final List<ComputedRule> COMPUTED = ofType(ComputedRule.class);

    /** Those that a judge service applies. */
    public static final List<JudgeRule> JUDGE_RULES = ofType(JudgeRule.class);

    private static final Map<Task, List<ComputedRule>> BY_TASK = new HashMap<>();

    static {
        for (Task task : Task.values()) {
            BY_TASK.put(
                    task,
                    COMPUTED.stream()
                            .filter(rule -> rule.judges(task))
                            .sorted(Comparator.comparingInt(rule -> rule.rank(task)))
                            .toList());
        }
    }

    private Rules() {}

    private static <T extends Rule> List<T> ofType(Class<T> type) {
        return ALL.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /**
     * The rules of a task; the first is the one that stands for it.
     *
     * @param definition whose rules judge in question answering; null: not known, then its rules are not known either
     */
    public static List<ComputedRule> of(Task task, @Nullable Benchmark definition) {
        return task == Task.QUESTION_ANSWERING && definition != null ? definition.rules() : BY_TASK.get(task);
    }

    /**
     * Those of them that judge an item.
     *
     * @param brought {@link dev.vlmstream.evaluation.judging.Truth#brought}
     */
    public static List<ComputedRule> of(Task task, @Nullable Benchmark definition, Set<String> brought) {
        return of(task, definition).stream().filter(rule -> rule.isFed(brought)).toList();
    }

    /** The names that runs may bring for their labels, each once. */
    public static List<Need> names() {
        return ALL.stream()
                .flatMap(rule -> rule.needs().stream())
                .filter(need -> need.from() == Need.From.NAMES)
                .distinct()
                .toList();
    }

    public static Optional<Rule> find(String id) {
        return ALL.stream().filter(rule -> rule.id().equals(id)).findFirst();
    }

    /** @throws IllegalArgumentException if no model judges by a rule of that id; the message lists those that are */
    public static JudgeRule judge(String id) {
        return JUDGE_RULES.stream()
                .filter(rule -> rule.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "unknown judge rule '" + id + "'; known judge rules: " + ids(JUDGE_RULES, ", ")));
    }

    /**
     * @param definition of question answering; null in other tasks
     * @throws IllegalArgumentException if it makes no sense there: rankings and looked-for letters need no judge, and a
     *     cosine cannot compare letters, numbers, and yes or no
     */
    public static void requireFits(JudgeRule rule, Task task, @Nullable Benchmark definition) {
        if (!task.answersInWords()) {
            throw new IllegalArgumentException(
                    "the rule " + rule.id() + " judges answers in words; the task " + task.id() + " has none");
        }
        boolean wordless = task == Task.QUESTION_ANSWERING
                && definition != null
                && !definition.answer().asksForWords();
        if (wordless && rule.isSimilarity()) {
            throw new IllegalArgumentException("the rule " + rule.id() + " compares wordings; the right answers of "
                    + definition.id() + " are letters, numbers, or yes and no. "
                    + ids(
                            JUDGE_RULES.stream()
                                    .filter(other -> !other.isSimilarity())
                                    .toList(),
                            " and ")
                    + " can judge them");
        }
    }

    private static String ids(List<? extends Rule> rules, String between) {
        return rules.stream().map(Rule::id).collect(Collectors.joining(between));
    }
}
