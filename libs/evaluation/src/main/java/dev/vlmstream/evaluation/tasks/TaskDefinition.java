package dev.vlmstream.evaluation.tasks;

import dev.vlmstream.evaluation.NearNames;
import dev.vlmstream.evaluation.Questions;
import dev.vlmstream.evaluation.Sha256;
import dev.vlmstream.evaluation.judging.AnswerForm;
import dev.vlmstream.evaluation.judging.Benchmark;
import dev.vlmstream.evaluation.judging.ComputedRule;
import dev.vlmstream.evaluation.judging.Grade;
import dev.vlmstream.evaluation.rules.VqaAccuracy;
import dev.vlmstream.evaluation.tasks.TaskData.OfficialFile;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
        TaskData data)
        implements Benchmark {
    /** From this VQA accuracy on an answer counts as right: of ten people two gave it. */
    private static final double ENOUGH = 0.5;

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
        Canonical.put(
                plain,
                "published",
                published.stream().map(TaskDefinition::plain).toList());
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
        return Sha256.of(Canonical.text(plain));
    }

    private Map<String, Object> described() {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("task", id);
        plain.put("title", title);
        Canonical.put(plain, "about", about);
        Canonical.put(plain, "source", source);
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
        Canonical.put(plain, "rules", rules.stream().map(ComputedRule::id).toList());
        if (pattern != null) {
            plain.put("pattern", pattern.plain());
        }
        if (grouping != null) {
            Map<String, Object> group = new LinkedHashMap<>();
            Canonical.put(group, "metric", grouping.metric());
            Canonical.put(group, "modulo", grouping.modulo());
            plain.put("grouping", group);
        }
        return plain;
    }

    private static Map<String, Object> plain(PublishedValue value) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("model", value.model());
        plain.put("value", value.value());
        Canonical.put(plain, "of", value.of());
        plain.put("source", value.source());
        return plain;
    }

    /** All of it as plain values by the names of a task's file. */
    public Map<String, Object> plain() {
        Map<String, Object> plain = described();
        plain.put("digest", digest());
        Canonical.put(plain, "dataset", data.dataset());
        Canonical.put(plain, "split", data.split());
        Canonical.put(plain, "map", data.columns());
        Canonical.put(
                plain, "files", data.files().stream().map(OfficialFile::plain).toList());
        plain.putAll(asked());
        Canonical.put(plain, "classes", data.classes());
        Canonical.put(plain, "templates", data.templates());
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

    @Override
    public Grade grade(String answer, List<String> right) {
        if (pattern == null) {
            throw new IllegalArgumentException("the task " + id + " has no \"pattern\"");
        }
        return pattern.grade(answer, right);
    }

    /** Whether its answers are those of several people, of whom some err. */
    private boolean asksPeople() {
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

    /**
     * The instruction below each question.
     *
     * @param style in which questions are worded
     * @param prompt {@code base}: the task's own, else the instruction itself, or one of several words
     * @throws IllegalArgumentException if it is a question of the study, which the items bring
     */
    public String instruction(String style, String prompt) {
        if (prompt.equals("base")) {
            return prompt(style).instruction();
        }
        if (Questions.variants().containsKey(prompt)) {
            throw new IllegalArgumentException("the prompt '" + prompt + "' asks for a name; items of " + id
                    + " bring their questions, and a prompt is the instruction below them");
        }
        return Questions.openWorld(prompt);
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

    /**
     * What someone published for a task.
     *
     * @param model as bundles are called; other names of it are those that reports know
     * @param value in percent of the task's first rule, or what {@code of} says
     * @param of what the value is, where it is not the accuracy of the task's first rule; it then stands beside no measured one
     * @param source the paper or page
     */
    public record PublishedValue(
            String model, double value, @Nullable String of, String source) {}

    /**
     * How items that belong together make one number.
     *
     * @param metric the id of one of {@link dev.vlmstream.evaluation.metrics.Grouping}; null: a group is right as a whole
     * @param modulo items whose whole numbers are the same modulo this one belong together; null: those whose texts are the same
     */
    public record GroupBy(@Nullable String metric, @Nullable Long modulo) {

        /**
         * The group of an item.
         *
         * @param value what its column holds
         * @throws IllegalArgumentException if it must be a whole number and is none
         */
        public String group(String value) {
            if (modulo == null) {
                return value;
            }
            try {
                return new BigInteger(value.strip())
                        .mod(BigInteger.valueOf(modulo))
                        .toString();
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "the group \"" + value + "\" is not a whole number, so it has no remainder modulo " + modulo,
                        e);
            }
        }
    }

    /**
     * The label, then what else counts as right, each once. Where people were asked, of whom some err, what VQA accuracy
     * grades 0.5 or more; of other tasks all answers.
     *
     * @param definition null: the label alone is right
     * @param answers of the question; may be empty
     */
    public static List<String> rightAnswers(@Nullable TaskDefinition definition, String label, List<String> answers) {
        Set<String> right = new LinkedHashSet<>();
        right.add(label);
        if (definition != null) {
            answers.stream()
                    .filter(answer -> !definition.asksPeople() || VqaAccuracy.of(answer, answers) >= ENOUGH)
                    .forEach(right::add);
        }
        return List.copyOf(right);
    }
}
