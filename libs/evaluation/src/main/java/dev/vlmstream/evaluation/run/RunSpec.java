package dev.vlmstream.evaluation.run;

import dev.vlmstream.evaluation.Questions;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.run.InvalidRunException.Problem;
import dev.vlmstream.evaluation.tasks.ShippedTasks;
import dev.vlmstream.evaluation.tasks.TaskDefinition;
import dev.vlmstream.evaluation.tasks.TaskKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The settings of one run, read and checked by their declarations ({@link RunSettings}). Immutable. */
public final class RunSpec {
    /** Decoding settings by their names in {@code generation_config.json}, from the run settings of their own. */
    private static final String DO_SAMPLE = "do_sample";

    /** Nothing is given. */
    public static final RunSpec EMPTY = new RunSpec(Map.of());

    private final Map<RunSetting<?>, Object> values;

    private RunSpec(Map<RunSetting<?>, Object> values) {
        this.values = values;
    }

    /**
     * Reads settings. What a run cannot do without may be missing yet; {@link #complete()} asks for it.
     *
     * @param given plain values by the settings' keys or options, with hyphens or underscores; a null counts as not given
     * @throws InvalidRunException naming all that is wrong: unknown keys, values of another type, and those that do not fit
     *     together
     */
    public static RunSpec of(Map<String, ? extends @Nullable Object> given) {
        List<Problem> problems = new ArrayList<>();
        Map<RunSetting<?>, String> written = new LinkedHashMap<>();
        Map<RunSetting<?>, Object> values = new LinkedHashMap<>();
        given.forEach((key, value) -> {
            try {
                RunSetting<?> setting = RunSettings.named(key);
                if (written.putIfAbsent(setting, key) != null) {
                    throw new IllegalArgumentException("\"" + key + "\" and \"" + written.get(setting)
                            + "\" are the same setting; give one of them");
                }
                if (setting == RunSettings.TASK && BenchmarkSettings.isDefinition(value)) {
                    values.putIfAbsent(RunSettings.BENCHMARK, value);
                } else if (value != null) {
                    values.put(setting, setting.read(value));
                }
            } catch (IllegalArgumentException e) {
                problems.add(new Problem(key, e.getMessage()));
            }
        });
        BenchmarkSettings.resolve(values).ifPresent(message -> {
            RunSetting<?> blamed =
                    written.containsKey(RunSettings.BENCHMARK) ? RunSettings.BENCHMARK : RunSettings.TASK;
            problems.add(new Problem(written.getOrDefault(blamed, blamed.key()), message));
        });
        RunSpec spec = new RunSpec(values);
        written.forEach((setting, key) -> {
            if (values.containsKey(setting)) {
                spec.misfit(setting).ifPresent(message -> problems.add(new Problem(key, message)));
            }
        });
        if (!problems.isEmpty()) {
            throw InvalidRunException.of(problems, given.keySet());
        }
        return spec.withGeneration();
    }

    /**
     * The settings that a manifest holds. Other software may have written it: what is empty or no value of its setting is passed
     * over, since what reads results must not fail of it.
     *
     * @param fields by the names of its fields; those of no setting are skipped, too
     */
    public static RunSpec ofFields(Map<String, ?> fields) {
        Map<RunSetting<?>, Object> values = new LinkedHashMap<>();
        for (RunSetting<?> setting : RunSettings.all()) {
            Object value = setting.field().<Object>map(fields::get).orElse(null);
            if (!isEmpty(value) && !value.equals(setting.plainFallback())) {
                setting.readable(value).ifPresent(read -> values.put(setting, read));
            }
        }
        if (values.get(RunSettings.BENCHMARK) instanceof String name) {
            ShippedTasks.find(name).ifPresent(task -> values.putIfAbsent(RunSettings.DEFINITION, task));
        }
        RunSpec spec = new RunSpec(values);
        return spec.promptIsDefault() ? spec.without(RunSettings.PROMPT) : spec;
    }

    /**
     * Checks the settings that a manifest holds, whoever wrote it.
     *
     * @param fields by the names of its fields
     * @throws InvalidRunException naming all that are no value of their setting, or do not fit the others
     */
    public static void requireFields(Map<String, ?> fields) {
        RunSpec spec = ofFields(fields);
        List<Problem> problems = new ArrayList<>();
        for (RunSetting<?> setting : RunSettings.all()) {
            Object value = setting.field().<Object>map(fields::get).orElse(null);
            if (!isEmpty(value) && setting.readable(value).isEmpty()) {
                problems.add(new Problem(setting.key(), "\"" + setting.key() + "\" is " + value));
            } else if (spec.isGiven(setting)) {
                spec.misfit(setting).ifPresent(message -> problems.add(new Problem(setting.key(), message)));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidRunException(problems);
        }
    }

    private static boolean isEmpty(@Nullable Object value) {
        return value == null
                || value.equals("")
                || value instanceof Collection<?> list && list.isEmpty()
                || value instanceof Map<?, ?> map && map.isEmpty();
    }

    private boolean promptIsDefault() {
        return get(RunSettings.TASK) == Task.MULTIPLE_CHOICE
                || get(RunSettings.PROMPT).equals(without(RunSettings.PROMPT).promptText());
    }

    private RunSpec without(RunSetting<?> setting) {
        Map<RunSetting<?>, Object> others = new LinkedHashMap<>(values);
        others.remove(setting);
        return new RunSpec(others);
    }

    /**
     * What sets the run apart from one of the same data, task and models without any settings: each setting that is not the
     * default, in words.
     *
     * @return by the settings' keys, in their order
     */
    public Map<String, String> notDefault() {
        return notDefault(setting -> !setting.isIdentity());
    }

    /** Of what is not the default, that with which models may answer otherwise. */
    public Map<String, String> changingAnswers() {
        return notDefault(RunSetting::changesAnswers);
    }

    private Map<String, String> notDefault(Predicate<RunSetting<?>> which) {
        Map<String, String> words = new LinkedHashMap<>();
        for (RunSetting<?> setting : RunSettings.all()) {
            if (which.test(setting) && !Objects.equals(get(setting), setting.fallback())) {
                words.put(setting.key(), words(setting));
            }
        }
        return words;
    }

    /**
     * In which settings this run and another differ: task, data, and how models are asked and judged. One that stands at its
     * default in either run is among them.
     *
     * @return in the settings' order
     */
    public List<SettingDifference> differences(RunSpec other) {
        Set<RunSetting<?>> asked =
                Set.of(RunSettings.TASK, RunSettings.BENCHMARK, RunSettings.DATASET, RunSettings.SPLIT);
        return RunSettings.all().stream()
                .filter(setting -> !setting.isIdentity() || asked.contains(setting))
                .filter(setting -> !Objects.equals(get(setting), other.get(setting)))
                .map(setting -> new SettingDifference(setting.key(), shown(setting), other.shown(setting)))
                .toList();
    }

    private String shown(RunSetting<?> setting) {
        String words = get(setting) == null ? "" : words(setting);
        return words.isEmpty() ? "–" : words;
    }

    private <T> String words(RunSetting<T> setting) {
        return setting.words(get(setting));
    }

    private Optional<String> misfit(RunSetting<?> setting) {
        try {
            setting.requireFits(this);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** The settings that have options of their own go into {@code generation}, behind what is said there by name. */
    private RunSpec withGeneration() {
        Map<String, Object> generation = generation(this);
        Map<RunSetting<?>, Object> all = new LinkedHashMap<>(values);
        all.keySet().removeIf(setting -> setting.generation().isPresent());
        if (!generation.isEmpty()) {
            all.put(RunSettings.GENERATION, generation);
        }
        return new RunSpec(all);
    }

    /**
     * These settings, if they make a run.
     *
     * @throws InvalidRunException naming all that is missing or does not fit
     */
    public RunSpec complete() {
        List<Problem> problems = new ArrayList<>();
        for (RunSetting<?> setting : RunSettings.all()) {
            Optional<String> missing = setting.missing(this);
            missing.or(() -> values.containsKey(setting) ? misfit(setting) : Optional.empty())
                    .ifPresent(message -> problems.add(new Problem(setting.key(), message)));
        }
        if (!problems.isEmpty()) {
            throw new InvalidRunException(problems);
        }
        return this;
    }

    /** With another value, which is not checked before {@link #complete()}. */
    public <T> RunSpec with(RunSetting<T> setting, T value) {
        Map<RunSetting<?>, Object> all = new LinkedHashMap<>(values);
        all.put(setting, value);
        return new RunSpec(all);
    }

    /** The value given, else the default. */
    public <T> @Nullable T get(RunSetting<T> setting) {
        return find(setting).orElse(setting.fallback());
    }

    /** The value given. */
    @SuppressWarnings("unchecked")
    public <T> Optional<T> find(RunSetting<T> setting) {
        return Optional.ofNullable((T) values.get(setting));
    }

    public boolean isGiven(RunSetting<?> setting) {
        return values.containsKey(setting);
    }

    /**
     * What is asked: the prompt's words where an id of the study's stands for them. Empty where items bring options, a
     * benchmark's own instruction where it has one.
     */
    public String promptText() {
        return get(RunSettings.TASK) == Task.MULTIPLE_CHOICE
                ? ""
                : worded(questions(), get(RunSettings.PROMPT_STYLE), get(RunSettings.PROMPT));
    }

    private static String worded(@Nullable TaskDefinition definition, String style, String prompt) {
        return definition == null ? Questions.openWorld(prompt) : definition.instruction(style, prompt);
    }

    /** The definition by which questions are worded and judged; null where the task brings none. */
    private @Nullable TaskDefinition questions() {
        TaskDefinition definition = get(RunSettings.DEFINITION);
        return definition != null && definition.kind() == TaskKind.QUESTION_ANSWERING ? definition : null;
    }

    /** Plain values of the manifest's fields, those by default among them. */
    public Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        RunSettings.all().forEach(setting -> setting.field().ifPresent(field -> fields.put(field, plain(setting))));
        fields.put(RunSettings.PROMPT.field().orElseThrow(), promptText());
        return fields;
    }

    /** What is given, as plain values by the settings' keys: {@link #of} reads the same from them. */
    public Map<String, Object> plain() {
        Map<String, Object> plain = new LinkedHashMap<>();
        for (RunSetting<?> setting : RunSettings.all()) {
            if (isGiven(setting)) {
                plain.put(setting.key(), plain(setting));
            }
        }
        return plain;
    }

    private <T> @Nullable Object plain(RunSetting<T> setting) {
        T value = get(setting);
        return value == null ? null : setting.type().plain(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RunSpec spec && values.equals(spec.values);
    }

    @Override
    public int hashCode() {
        return Objects.hash(values);
    }

    @Override
    public String toString() {
        return values.toString();
    }

    /**
     * A setting in which two runs differ.
     *
     * @param key the setting's
     * @param first its value in the first run, in words; "–" where that has none
     * @param second its value in the second
     */
    public record SettingDifference(String key, String first, String second) {}

    static Map<String, Object> generation(RunSpec spec) {
        Map<String, Object> generation = new TreeMap<>();
        for (RunSetting<?> setting : RunSettings.all()) {
            setting.generation().ifPresent(name -> spec.find(setting).ifPresent(value -> generation.put(name, value)));
        }
        sampling(spec, generation);
        generation.putAll(spec.get(RunSettings.GENERATION));
        return generation;
    }

    /** Who names a temperature wants to sample; without do_sample it would be skipped, as transformers does. */
    private static void sampling(RunSpec spec, Map<String, Object> generation) {
        if (spec.find(RunSettings.TEMPERATURE).filter(t -> t == 0).isPresent()) {
            for (RunSetting<?> setting : RunSettings.SAMPLING) {
                generation.remove(setting.generation().orElseThrow());
            }
            generation.put(DO_SAMPLE, false);
        } else if (RunSettings.SAMPLING.stream().anyMatch(spec::isGiven)) {
            generation.put(DO_SAMPLE, true);
        }
    }
}
