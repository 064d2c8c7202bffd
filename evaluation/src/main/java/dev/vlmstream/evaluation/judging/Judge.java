package dev.vlmstream.evaluation.judging;

import dev.vlmstream.evaluation.Benchmark;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.rules.Rule;
import dev.vlmstream.evaluation.rules.Rules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Judges an answer under all rules of its task at once. */
public final class Judge {
    /** Far more than a model is let write, and little enough for any rule to judge it at once. */
    public static final int LONGEST_ANSWER = 100_000;

    private Judge() {}

    /**
     * The rules of a task that apply to every item; the first is the one that stands for it.
     *
     * @param benchmark whose rules judge in question answering; null: not known, then its rules are not known either
     */
    public static List<Rule> rules(Task task, Benchmark benchmark) {
        return switch (task.answers()) {
            case BENCHMARK -> benchmark == null ? List.of() : BenchmarkJudge.rules(benchmark);
            case TEXT -> List.of(Rule.LABEL_INCLUSION, Rule.WORD_INCLUSION, Rule.EXACT);
            case RANKING -> List.of(Rule.TOP1, Rule.TOP5);
            case OPTION -> List.of(Rule.MCQ);
            case LIKELIHOODS ->
                List.of(Rule.LIKELIHOOD_SUM, Rule.LIKELIHOOD_SUM_TOP5, Rule.LIKELIHOOD_MEAN, Rule.LIKELIHOOD_MEAN_TOP5);
        };
    }

    /** Whether {@link Rule#SYNONYMS} is applied as well, where an item has synonyms: to all answers in text. */
    public static boolean takesSynonyms(Task task) {
        return task.answers() == Task.Answers.TEXT;
    }

    /** Whether {@link Rule#MCQ_GUESS} is applied as well, where an item brings a guess. */
    public static boolean takesGuess(Task task) {
        return task.answers() == Task.Answers.OPTION;
    }

    /**
     * Judges one answer. Rankings are judged by name: two classes of one name (ImageNet has two such pairs) count as
     * the same.
     *
     * @throws IllegalArgumentException if the kind of answer is not the task's, a multiple-choice truth has no options or a
     *     label that is none of their letters, or a truth of question answering has no benchmark, or not what its rules need
     */
    public static Judgement judge(Task task, Answer answer, Truth truth) {
        if (answer.status() != Status.ANSWERED) {
            List<Rule> rules = rules(task, truth.benchmark());
            return new Judgement(
                    false, null, Map.of(), rules.isEmpty() ? null : rules.get(0).id());
        }
        return switch (task.answers()) {
            case TEXT -> text(textOf(task, answer), truth);
            case RANKING -> ranking(rankingOf(task, answer), truth.label());
            case OPTION -> option(textOf(task, answer), truth);
            case LIKELIHOODS -> likelihoods(rankingOf(task, answer), answer.byMean(), truth.label());
            case BENCHMARK -> BenchmarkJudge.judge(textOf(task, answer), truth);
        };
    }

    private static Judgement text(String prediction, Truth truth) {
        String label = truth.label();
        Map<String, Boolean> rules = new LinkedHashMap<>();
        rules.put(Rule.LABEL_INCLUSION.id(), Rules.labelIncluded(prediction, label));
        rules.put(Rule.WORD_INCLUSION.id(), Rules.wordIncluded(prediction, label));
        rules.put(Rule.EXACT.id(), Rules.exact(prediction, label));
        if (!truth.synonyms().isEmpty()) {
            rules.put(Rule.SYNONYMS.id(), Rules.synonymIncluded(prediction, label, truth.synonyms()));
        }
        return new Judgement(false, null, rules, Rule.LABEL_INCLUSION.id());
    }

    private static Judgement ranking(List<String> ranking, String label) {
        Map<String, Boolean> rules = new LinkedHashMap<>();
        places(rules, ranking, label, Rule.TOP1, Rule.TOP5);
        return new Judgement(false, null, rules, Rule.TOP1.id());
    }

    private static Judgement likelihoods(List<String> bySum, List<String> byMean, String label) {
        Map<String, Boolean> rules = new LinkedHashMap<>();
        places(rules, bySum, label, Rule.LIKELIHOOD_SUM, Rule.LIKELIHOOD_SUM_TOP5);
        places(rules, byMean, label, Rule.LIKELIHOOD_MEAN, Rule.LIKELIHOOD_MEAN_TOP5);
        return new Judgement(false, null, rules, Rule.LIKELIHOOD_SUM.id());
    }

    private static void places(Map<String, Boolean> rules, List<String> ranking, String label, Rule one, Rule five) {
        List<String> first = ranking.subList(0, Math.min(5, ranking.size()));
        rules.put(one.id(), !first.isEmpty() && first.get(0).equals(label));
        rules.put(five.id(), first.contains(label));
    }

    private static Judgement option(String response, Truth truth) {
        int right = truth.label().length() == 1 ? truth.label().charAt(0) - 'A' : -1;
        if (right < 0 || right >= truth.options().size()) {
            throw new IllegalArgumentException("label '" + truth.label() + "' is no letter of the "
                    + truth.options().size() + " options");
        }
        Optional<String> parsed = Rules.multipleChoice(response, truth.options());
        Map<String, Boolean> rules = new LinkedHashMap<>();
        rules.put(Rule.MCQ.id(), parsed.filter(truth.label()::equals).isPresent());
        if (truth.guess() != null) {
            rules.put(Rule.MCQ_GUESS.id(), parsed.orElse(truth.guess()).equals(truth.label()));
        }
        return new Judgement(parsed.isEmpty(), parsed.orElse(null), rules, Rule.MCQ.id());
    }

    private static String textOf(Task task, Answer answer) {
        if (answer.text() == null) {
            throw new IllegalArgumentException("task " + task.id() + " is answered with text, got a ranking");
        }
        return judged(answer.text());
    }

    /** What of an answer is judged: all of it, or the first {@value #LONGEST_ANSWER} chars. */
    public static String judged(String text) {
        if (text.length() <= LONGEST_ANSWER) {
            return text;
        }
        boolean pair = Character.isHighSurrogate(text.charAt(LONGEST_ANSWER - 1));
        return text.substring(0, pair ? LONGEST_ANSWER - 1 : LONGEST_ANSWER);
    }

    private static List<String> rankingOf(Task task, Answer answer) {
        if (answer.ranking().isEmpty()) {
            throw new IllegalArgumentException("task " + task.id() + " is answered with a ranking, got text");
        }
        return answer.ranking();
    }
}
