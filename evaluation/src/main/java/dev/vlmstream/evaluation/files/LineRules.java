package dev.vlmstream.evaluation.files;

import dev.vlmstream.evaluation.Benchmark;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.judging.Judge;
import dev.vlmstream.evaluation.rules.Rule;
import dev.vlmstream.evaluation.rules.Rules;
import dev.vlmstream.evaluation.rules.Synonyms;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The rules that can be applied to a file, by the names that {@code score --rule} takes. */
public final class LineRules {
    private static final Map<String, LineRule> BY_ID = byId();

    private LineRules() {}

    private static Map<String, LineRule> byId() {
        Map<String, LineRule> rules = new LinkedHashMap<>();
        rules.put("label-inclusion", computing(LineRules::inclusion));
        rules.put("word-inclusion", computing(LineRules::wordInclusion));
        rules.put("exact", computing(LineRules::exact));
        rules.put("mcq", computing(LineRules::multipleChoice));
        rules.put("synonyms", computing(LineRules::synonyms));
        rules.put("vqa-accuracy", computing(QuestionLines::vqaAccuracy));
        rules.put("anls", computing(QuestionLines::anls));
        rules.put("ai2d", computing(QuestionLines::ai2d));
        rules.put("relaxed", computing(QuestionLines::relaxed));
        rules.put("pope", computing(QuestionLines::pope));
        return Collections.unmodifiableMap(rules);
    }

    private static LineRule computing(Function<Line, Map<String, Object>> rule) {
        return fields -> {
            Line line = new Line(fields);
            return line.with(rule.apply(line));
        };
    }

    /** {@code prediction}, {@code label} → {@code included}, {@code exact}. */
    private static Map<String, Object> inclusion(Line line) {
        Map<String, Object> computed = new LinkedHashMap<>();
        computed.put("included", Rules.labelIncluded(line.text("prediction"), line.text("label")));
        computed.putAll(exact(line));
        return computed;
    }

    /** {@code prediction}, {@code label} → {@code included}. */
    private static Map<String, Object> wordInclusion(Line line) {
        return Map.of("included", Rules.wordIncluded(line.text("prediction"), line.text("label")));
    }

    /** {@code prediction}, {@code label} → {@code exact}. */
    private static Map<String, Object> exact(Line line) {
        return Map.of("exact", Rules.exact(line.text("prediction"), line.text("label")));
    }

    /** {@code response}, {@code choices} → {@code parsed}, null where unparsed. */
    private static Map<String, Object> multipleChoice(Line line) {
        return Collections.singletonMap(
                "parsed",
                Rules.multipleChoice(line.text("response"), line.texts("choices"))
                        .orElse(null));
    }

    /** {@code prediction}, {@code label}, {@code synonyms} → {@code included}. */
    private static Map<String, Object> synonyms(Line line) {
        String label = line.text("label");
        Synonyms names = Synonyms.of(List.of(new Synonyms.Entry(label, line.texts("synonyms"))));
        return Map.of("included", names.included(line.text("prediction"), label));
    }

    /**
     * All rules of a task at once. A line has {@code prediction} (or {@code response}), or {@code ranking}; {@code label} or
     * {@code answers}; and where the task takes them {@code options} (or {@code choices}) and {@code synonyms}. It gets
     * {@code rules}, {@code grades} and {@code parsed}, as an export has them.
     *
     * @param benchmark null for all tasks but question answering
     * @throws IllegalArgumentException if the task cannot be judged line by line, or lacks its benchmark
     */
    public static LineRule of(Task task, Benchmark benchmark) {
        return computing(new TaskLines(task, benchmark)::judge);
    }

    /**
     * Checks that a rule judges a task.
     *
     * @param benchmark null where any will do, and for all tasks but question answering
     * @throws IllegalArgumentException if it does not; the message lists those that do
     */
    public static void requireOf(String id, Task task, Benchmark benchmark) {
        of(id);
        List<Benchmark> any = benchmark == null ? List.of(Benchmark.values()) : List.of(benchmark);
        Set<String> known = new LinkedHashSet<>();
        any.forEach(one -> Judge.rules(task, one).forEach(rule -> known.add(rule.id())));
        if (Judge.takesSynonyms(task)) {
            known.add(Rule.SYNONYMS.id());
        }
        if (!known.contains(id)) {
            throw new IllegalArgumentException("rule '" + id + "' does not judge the task " + task.id()
                    + (benchmark == null ? "" : " of " + benchmark.id()) + "; its rules: " + String.join(", ", known));
        }
    }

    public static Set<String> ids() {
        return BY_ID.keySet();
    }

    /** @throws IllegalArgumentException if there is no such rule; the message lists the known ones */
    public static LineRule of(String id) {
        LineRule rule = BY_ID.get(id);
        if (rule == null) {
            throw new IllegalArgumentException(
                    "unknown rule '" + id + "'; rules for files: " + String.join(", ", BY_ID.keySet()));
        }
        return rule;
    }
}
