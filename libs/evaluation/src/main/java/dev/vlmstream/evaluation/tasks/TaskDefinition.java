package dev.vlmstream.evaluation.tasks;

import dev.vlmstream.evaluation.judging.ComputedRule;
import dev.vlmstream.evaluation.judging.Grade;
import dev.vlmstream.evaluation.rules.VqaAccuracy;
import dev.vlmstream.evaluation.run.NearNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A benchmark: what is asked of its items, and by what an answer is right. It is read from a file, travels in the run's
 * manifest in its canonical form, and is the same for every service.
 *
 * @param id the name in manifests, options and tables
 * @param title for readers
 * @param about what else is to be said; may be empty
 * @param source who published it; may be empty
 * @param answer what a right answer is
 * @param prompt how questions are worded
 * @param styles other wordings by their names, such as {@code lmms-eval}
 * @param rules by which answers are judged, the first stands for the task; empty of a classification
 * @param pattern the parameters of the rule {@code pattern}; null where that is not among the rules
 * @param grouping how items that belong together make one number; null: each is for itself
 * @param data where the items are; nothing of a definition that travelled
 */
public record TaskDefinition(
        String id,
        String title,
        String about,
        String source,
        TaskKind kind,
        AnswerForm answer,
        PromptForm prompt,
        Map<String, PromptForm> styles,
        List<ComputedRule> rules,
        @Nullable AnswerPattern pattern,
        @Nullable GroupBy grouping,
        List<PublishedValue> published,
        TaskData data) {
    /** What travels with a run is in each of its references, too. */
    public static final int LONGEST = 64 * 1024;

    /** Prompt styles that every task has: each model's own template, and the study's. */
    public static final List<String> BUILT_IN_STYLES = List.of("bundle", "study");

    public TaskDefinition {
        styles = new LinkedHashMap<>(styles);
        rules = List.copyOf(rules);
        published = List.copyOf(published);
    }

    /**
     * A definition that travelled.
     *
     * @param text its {@link #canonical() canonical form}, or any YAML that defines a task without classes in files
     * @throws InvalidTaskException saying what is wrong with it
     */
    public static TaskDefinition parse(String text) {
        return TaskReader.read("the task's definition", text, name -> {
            throw new IllegalArgumentException("must be a list of names here");
        });
    }

    /** As {@link #parse(String)}, of plain values: texts, numbers, booleans, lists and mappings. */
    public static TaskDefinition of(Map<?, ?> values) {
        return parse(Canonical.text(values));
    }

    /** What travels: everything but where the items are. Equal definitions have equal texts. */
    public String canonical() {
        Map<String, Object> plain = described();
        plain.putAll(asked());
        if (!published.isEmpty()) {
            plain.put("published", published.stream().map(TaskDefinition::plain).toList());
        }
        return Canonical.text(plain);
    }

    /** What judging an answer takes, and no more: what each of a run's references has. */
    public String judging() {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("task", id);
        plain.put("answer", answer.id());
        plain.put("rules", rules.stream().map(ComputedRule::id).toList());
        if (pattern != null) {
            plain.put("pattern", pattern.plain());
        }
        return Canonical.text(plain);
    }

    /** SHA-256 of what is asked and judged: titles, sources and published values may change without another digest. */
    public String digest() {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("task", id);
        plain.putAll(asked());
        return Canonical.digest(Canonical.text(plain));
    }

    private Map<String, Object> described() {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("task", id);
        plain.put("title", title);
        if (!about.isEmpty()) {
            plain.put("about", about);
        }
        if (!source.isEmpty()) {
            plain.put("source", source);
        }
        return plain;
    }

    private Map<String, Object> asked() {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("kind", kind.id());
        plain.put("answer", answer.id());
        plain.put("prompt", prompt.plain());
        if (!styles.isEmpty()) {
            Map<String, Object> wordings = new LinkedHashMap<>();
            styles.forEach((name, style) -> wordings.put(name, style.plain()));
            plain.put("styles", wordings);
        }
        if (!rules.isEmpty()) {
            plain.put("rules", rules.stream().map(ComputedRule::id).toList());
        }
        if (pattern != null) {
            plain.put("pattern", pattern.plain());
        }
        if (grouping != null) {
            Map<String, Object> group = new LinkedHashMap<>();
            if (grouping.metric() != null) {
                group.put("metric", grouping.metric());
            }
            if (grouping.modulo() != null) {
                group.put("modulo", grouping.modulo());
            }
            plain.put("grouping", group);
        }
        return plain;
    }

    private static Map<String, Object> plain(PublishedValue value) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("model", value.model());
        plain.put("value", value.value());
        if (value.of() != null) {
            plain.put("of", value.of());
        }
        plain.put("source", value.source());
        return plain;
    }

    /** All of it as plain values by the names of a task's file. */
    public Map<String, Object> plain() {
        Map<String, Object> plain = described();
        plain.put("digest", digest());
        if (data.dataset() != null) {
            plain.put("dataset", data.dataset());
        }
        if (data.split() != null) {
            plain.put("split", data.split());
        }
        if (!data.columns().isEmpty()) {
            plain.put("map", data.columns());
        }
        if (!data.files().isEmpty()) {
            plain.put("files", data.files().stream().map(OfficialFile::plain).toList());
        }
        plain.putAll(asked());
        if (!data.classes().isEmpty()) {
            plain.put("classes", data.classes());
        }
        if (!data.templates().isEmpty()) {
            plain.put("templates", data.templates());
        }
        plain.put("published", published.stream().map(TaskDefinition::plain).toList());
        return plain;
    }

    /** This definition where the items are elsewhere, or are not to be found at all. */
    TaskDefinition with(TaskData other) {
        return new TaskDefinition(
                id, title, about, source, kind, answer, prompt, styles, rules, pattern, grouping, published, other);
    }

    /** The rule that stands for the task; empty of a classification, whose rules are those of what is asked. */
    public Optional<ComputedRule> primaryRule() {
        return rules.stream().findFirst();
    }

    /**
     * What the rule {@code pattern} makes of an answer.
     *
     * @throws IllegalArgumentException if the task has no such rule
     */
    public Grade grade(String answer, List<String> right) {
        if (pattern == null) {
            throw new IllegalArgumentException("the task " + id + " has no \"pattern\"");
        }
        return pattern.grade(answer, right);
    }

    /** Whether its answers are those of several people, of whom some err. */
    public boolean asksPeople() {
        return primaryRule().filter(VqaAccuracy.RULE::equals).isPresent();
    }

    /**
     * How questions are worded in a style.
     *
     * @param style of the run: a name of {@link #styles}; any other means the task's own wording
     */
    public PromptForm prompt(String style) {
        return styles.getOrDefault(style, prompt);
    }

    /** @throws IllegalArgumentException if there is no such style; the message lists those that there are */
    public void requireStyle(String style) {
        if (!styles.containsKey(style)) {
            throw new IllegalArgumentException(
                    "the task " + id + " has no style \"" + style + "\"; there are bundle, study"
                            + (styles.isEmpty() ? "" : ", " + String.join(", ", styles.keySet()))
                            + NearNames.suggestion(style, styles.keySet()));
        }
    }
}
