package dev.vlmstream.evaluation.judging;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The right answer of an item.
 *
 * @param label the class's name, the right option's letter, yes or no, or the answer that stands for all
 * @param options the texts of a multiple-choice question's options, the first being A; empty for other tasks
 * @param names what the run brings for the label, by {@link Need#id}: its synonyms and the like; what is empty is left out,
 *     and the rules that need it do not apply
 * @param answers what people answered, or all that counts as right; empty where the label is all
 * @param task whose rules judge in question answering; null for all other tasks
 * @param guess the letter taken where a multiple-choice answer names none; null: the rule that guesses does not apply
 */
public record Truth(
        String label,
        List<String> options,
        Map<String, List<String>> names,
        List<String> answers,
        @Nullable Benchmark task,
        @Nullable String guess) {
    public Truth {
        if (label == null || label.isBlank()) {
            throw new IllegalArgumentException("the truth needs a label, got " + (label == null ? "none" : "a blank"));
        }
        options = options == null ? List.of() : List.copyOf(options);
        names = names.isEmpty() ? Map.of() : checked(label, names);
        answers = answers == null ? List.of() : List.copyOf(answers);
    }

    private static Map<String, List<String>> checked(String label, Map<String, List<String>> names) {
        Map<String, List<String>> checked = new LinkedHashMap<>();
        names.forEach((kind, all) -> {
            if (all.stream().anyMatch(String::isBlank)) {
                throw new IllegalArgumentException(
                        "label '" + label + "' has a blank among its " + kind + ", which any text would include");
            }
            if (!all.isEmpty()) {
                checked.put(kind, List.copyOf(all));
            }
        });
        return Collections.unmodifiableMap(checked);
    }

    public Truth(String label, List<String> options) {
        this(label, options, Map.of(), List.of(), null, null);
    }

    public static Truth of(String label) {
        return new Truth(label, List.of());
    }

    /** This truth with names that the run brings for the label. */
    public Truth with(Need need, List<String> all) {
        return new Truth(label, options, Map.of(need.id(), all), answers, task, guess);
    }

    /** The names that the run brings for the label; empty if it brings none of these. */
    public List<String> names(Need need) {
        return names.getOrDefault(need.id(), List.of());
    }

    /** All that an answer may equal: a question's answers where several can be right, else the label. */
    public List<String> right() {
        return task == null || task.answer().hasClasses() || answers.isEmpty() ? List.of(label) : answers;
    }

    /** @throws IllegalArgumentException if it has no task, which rules with parameters need */
    public Benchmark requireTask() {
        if (task == null) {
            throw new IllegalArgumentException("the item does not say whose rules judge it: it has no task");
        }
        return task;
    }

    /** By {@link Need#id}, what the item has that not every run brings. */
    public Set<String> brought() {
        return brought(names.keySet(), guess);
    }

    /** As {@link #brought()}, of an item's names and guess. */
    public static Set<String> brought(Set<String> names, @Nullable String guess) {
        if (guess == null) {
            return names;
        }
        Set<String> all = new HashSet<>(names);
        all.add(Need.GUESS.id());
        return all;
    }
}
