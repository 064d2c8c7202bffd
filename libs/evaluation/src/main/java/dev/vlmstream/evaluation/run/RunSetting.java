package dev.vlmstream.evaluation.run;

import dev.vlmstream.evaluation.Task;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One setting of a run: its names, type, default, and what it is for. The command line, manifests in YAML and JSON on the
 * items topic are read by this declaration, and help and docs are made of it.
 *
 * @param <T> its values
 */
public final class RunSetting<T> {
    /** Entries that are listed one by one. */
    private static final int LISTED = 8;

    private final String key;
    private final ValueType<T> type;
    private final String help;
    private String option;
    private String label = "TEXT";
    private @Nullable String field;
    private @Nullable T fallback;
    private String fallbackWords = "";
    private boolean file;
    private Set<Task> tasks = EnumSet.allOf(Task.class);
    private Consumer<RunSpec> check = spec -> {};
    private Function<RunSpec, Optional<String>> missing = spec -> Optional.empty();
    private boolean commaSeparated;
    private boolean repeated;
    private boolean identity;
    private boolean answersStay;
    private @Nullable String generation;

    private RunSetting(String key, ValueType<T> type, String help) {
        this.key = key;
        this.type = type;
        this.help = help;
        this.option = key;
        this.field = camelCase(key);
    }

    /**
     * @param key in words separated by hyphens; in JSON also by underscores
     * @param help one sentence
     */
    public static <T> RunSetting<T> of(String key, ValueType<T> type, String help) {
        return new RunSetting<>(key, type, help);
    }

    private static String camelCase(String key) {
        StringBuilder field = new StringBuilder(key.length());
        for (String word : key.split("-")) {
            field.append(field.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return field.toString();
    }

    /** The name of the command line's option, where that names one of several: {@code template} of {@code templates}. */
    RunSetting<T> option(String name) {
        option = name;
        return this;
    }

    /** What stands for the value in the command's help. */
    public RunSetting<T> label(String name) {
        label = name;
        return this;
    }

    public RunSetting<T> byDefault(T value) {
        fallback = value;
        return this;
    }

    /** What happens without it, in words, where that is no value. */
    RunSetting<T> otherwise(String words) {
        fallbackWords = words;
        return this;
    }

    /** On the command line and in YAML a text names a file that holds the value. */
    RunSetting<T> fromFile() {
        file = true;
        label = "FILE";
        return this;
    }

    /** On the command line, commas part several values. */
    public RunSetting<T> commaSeparated() {
        commaSeparated = true;
        return this;
    }

    /** Where runs are pushed, several values make a run each. */
    RunSetting<T> repeated() {
        repeated = true;
        return commaSeparated();
    }

    /** It says which run it is, of what and by whom, rather than how it is made. */
    RunSetting<T> identity() {
        identity = true;
        return this;
    }

    /** It is about what is done with answers; models give the same ones with it and without. */
    RunSetting<T> answersStay() {
        answersStay = true;
        return this;
    }

    RunSetting<T> onlyFor(Task first, Task... more) {
        tasks = EnumSet.of(first, more);
        return this;
    }

    /** What must hold of it, given the others; an {@link IllegalArgumentException} says what does not. */
    RunSetting<T> check(Consumer<RunSpec> condition) {
        check = condition;
        return this;
    }

    /** Why a run cannot do without it, or without more of it. */
    RunSetting<T> neededWhen(Function<RunSpec, Optional<String>> reason) {
        missing = reason;
        return this;
    }

    /** It is one of the entries of {@code generation}, under that name. */
    RunSetting<T> generation(String name) {
        generation = name;
        field = null;
        return this;
    }

    /** It is for the user, and no part of the run's manifest. */
    public RunSetting<T> notInManifest() {
        field = null;
        return this;
    }

    /** {@code max-new-tokens}. */
    public String key() {
        return key;
    }

    /** Without the hyphens before it. */
    public String option() {
        return option;
    }

    public String label() {
        return label;
    }

    public ValueType<T> type() {
        return type;
    }

    public String help() {
        return help;
    }

    /** The manifest's field of it; empty where it has none. */
    public Optional<String> field() {
        return Optional.ofNullable(field);
    }

    public boolean isFromFile() {
        return file;
    }

    public boolean isCommaSeparated() {
        return commaSeparated;
    }

    public boolean isRepeated() {
        return repeated;
    }

    /** Whether models may answer otherwise with it. */
    public boolean changesAnswers() {
        return !answersStay && !identity;
    }

    boolean isIdentity() {
        return identity;
    }

    public Set<Task> tasks() {
        return Set.copyOf(tasks);
    }

    /** Its value where none is given. */
    public @Nullable T fallback() {
        return fallback;
    }

    Optional<String> generation() {
        return Optional.ofNullable(generation);
    }

    /** The default in words; empty where without it nothing happens. */
    public String defaultWords() {
        boolean said = fallback == null || !fallbackWords.isEmpty() || Boolean.FALSE.equals(fallback);
        return said ? fallbackWords : words(fallback);
    }

    @Nullable
    Object plainFallback() {
        return fallback == null ? null : type.plain(fallback);
    }

    /** A value for readers; of long lists and mappings, how many entries they have. */
    String words(T value) {
        Object plain = type.plain(value);
        if (plain instanceof Map<?, ?> map) {
            return map.size() > LISTED
                    ? map.size() + " entries"
                    : map.entrySet().stream()
                            .map(entry -> entry.getKey() + "=" + entry.getValue())
                            .collect(Collectors.joining(", "));
        }
        if (plain instanceof Collection<?> list) {
            return list.size() > LISTED
                    ? list.size() + " entries"
                    : list.stream().map(String::valueOf).collect(Collectors.joining(", "));
        }
        return String.valueOf(plain);
    }

    /** The sentence of {@link #help()} with the tasks that it belongs to and the default. */
    public String description() {
        String of = tasks.size() == Task.values().length ? "" : taskNames() + ": ";
        String sentence = of.isEmpty() ? help : of + Character.toLowerCase(help.charAt(0)) + help.substring(1);
        return defaultWords().isEmpty()
                ? sentence
                : sentence.substring(0, sentence.length() - 1) + " (default: " + defaultWords() + ").";
    }

    String taskNames() {
        return tasks.stream().map(Task::id).collect(Collectors.joining(", "));
    }

    /** @throws IllegalArgumentException naming key, value and what it takes */
    public T read(Object value) {
        try {
            return type.read(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + key + "\" " + e.getMessage(), e);
        }
    }

    /** The value, if it is one. */
    Optional<T> readable(Object value) {
        try {
            return Optional.of(type.read(value));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** @throws IllegalArgumentException saying what does not fit */
    void requireFits(RunSpec spec) {
        Optional<Task> task = spec.find(RunSettings.TASK);
        if (task.isPresent() && !tasks.contains(task.get()) && !Objects.equals(spec.get(this), fallback)) {
            throw new IllegalArgumentException("\"" + key + "\" belongs to the task" + (tasks.size() == 1 ? " " : "s ")
                    + taskNames() + ", not to " + task.get().id());
        }
        try {
            check.accept(spec);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + key + "\": " + e.getMessage(), e);
        }
    }

    Optional<String> missing(RunSpec spec) {
        return missing.apply(spec).map(reason -> "\"" + key + "\" " + reason);
    }

    @Override
    public String toString() {
        return key;
    }
}
