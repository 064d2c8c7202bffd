package dev.vlmstream.evaluation.judging;

import dev.vlmstream.evaluation.QuestionLabels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A line of a file of predictions: the fields of its JSON object, with their types. */
public record Line(Map<String, Object> fields) {
    public boolean has(String field) {
        return fields.get(field) != null;
    }

    public String text(String field) {
        if (present(field) instanceof String text) {
            return text;
        }
        throw wrongType(field, "a string");
    }

    public List<String> texts(String field) {
        if (!(present(field) instanceof List<?> values)) {
            throw wrongType(field, "an array of strings");
        }
        List<String> texts = new ArrayList<>();
        for (Object value : values) {
            if (!(value instanceof String text)) {
                throw wrongType(field, "an array of strings");
            }
            texts.add(text);
        }
        return texts;
    }

    private Object present(String field) {
        Object value = fields.get(field);
        if (value == null) {
            throw new IllegalArgumentException("field '" + field + "' is missing; the line has " + fields.keySet());
        }
        return value;
    }

    private IllegalArgumentException wrongType(String field, String type) {
        return new IllegalArgumentException("field '" + field + "' must be " + type + ", got " + fields.get(field));
    }

    public Map<String, Object> with(Map<String, Object> computed) {
        Map<String, Object> all = new LinkedHashMap<>(fields);
        all.putAll(computed);
        return all;
    }

    /** A ranking, or the text in {@code prediction} or else {@code response}. */
    public Answer answer(boolean ranks) {
        return ranks
                ? Answer.ranking(texts("ranking"))
                : Answer.text(text(has("response") && !has("prediction") ? "response" : "prediction"));
    }

    /**
     * What is right: {@code label}, or else what most of the {@code answers} are; {@code options} (or {@code choices}), and
     * the names that rules need.
     *
     * @param task null for all tasks but question answering
     */
    public Truth truth(@Nullable Benchmark task, Collection<Need> needs) {
        List<String> answers = optional("answers");
        String label = has("label") || answers.isEmpty() ? text("label") : QuestionLabels.label(answers);
        Map<String, List<String>> names = new LinkedHashMap<>();
        needs.stream()
                .filter(need -> need.from() == Need.From.NAMES)
                .forEach(need -> names.put(need.id(), optional(need.id())));
        return new Truth(label, has("options") ? texts("options") : optional("choices"), names, answers, task, null);
    }

    private List<String> optional(String field) {
        return has(field) ? texts(field) : List.of();
    }
}
