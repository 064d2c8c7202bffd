package dev.vlmstream.cli.report.results;

import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.rest.items.ItemLine;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the models of a run answered, counted while its export is read: no answer is kept. */
public final class AnswerLog {
    private final Map<String, ModelAnswers> models = new LinkedHashMap<>();
    private final Map<String, JudgedItem> items = new LinkedHashMap<>();

    /**
     * An item and who was right about it.
     *
     * @param right by the model's name, under the primary rule; models that were not judged are not in it
     */
    public record JudgedItem(@Nullable String label, Map<String, Boolean> right) {}

    public static AnswerLog of(ScoringClient client, String run) {
        AnswerLog log = new AnswerLog();
        client.export(run, (line, json) -> log.add(line));
        return log;
    }

    private void add(ItemLine line) {
        Boolean right = line.correct();
        if (right != null) {
            items.computeIfAbsent(line.item(), item -> new JudgedItem(line.label(), new HashMap<>()))
                    .right()
                    .put(line.model(), right);
        }
        models.computeIfAbsent(line.model(), model -> new ModelAnswers()).add(line);
    }

    /** By their ids. */
    public Map<String, JudgedItem> items() {
        return Collections.unmodifiableMap(items);
    }

    /** Empty for a model without answers. */
    public Optional<ModelAnswers> of(String model) {
        return Optional.ofNullable(models.get(model));
    }

    /** One model's answers. */
    public static final class ModelAnswers {
        private static final int LONGEST = 80;

        private final Map<String, Answer> answers = new HashMap<>();
        private final Map<String, Long> labels = new HashMap<>();
        private long n;

        /** An answer that was given, and how often. */
        public record Answer(String text, long count) {}

        private void add(ItemLine line) {
            Optional<String> response = Optional.ofNullable(line.parsed()).or(line::response);
            if (response.isPresent()) {
                n++;
                String text = brief(response.get());
                answers.merge(
                        key(text), new Answer(text, 1), (before, one) -> new Answer(before.text(), before.count() + 1));
                if (line.label() != null) {
                    labels.merge(key(brief(line.label())), 1L, Long::sum);
                }
            }
        }

        /** Answers that differ only in case or in the full stop at their end are one. */
        private static String key(String text) {
            return text.toLowerCase(Locale.ROOT).replaceFirst("[.!]+$", "");
        }

        private static String brief(String text) {
            String line = text.strip().replaceAll("\\s+", " ");
            return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
        }

        public long n() {
            return n;
        }

        public int different() {
            return answers.size();
        }

        public List<Answer> mostFrequent(int size) {
            return answers.values().stream()
                    .sorted(Comparator.comparingLong(Answer::count).reversed().thenComparing(Answer::text))
                    .limit(size)
                    .toList();
        }

        /** How many of the items that were answered have this label; empty if none has. */
        public Optional<Long> shown(String label) {
            return Optional.ofNullable(labels.get(key(label)));
        }
    }
}
