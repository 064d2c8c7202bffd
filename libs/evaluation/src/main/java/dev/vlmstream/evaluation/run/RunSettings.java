package dev.vlmstream.evaluation.run;

import dev.vlmstream.evaluation.NearNames;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.Variant;
import dev.vlmstream.evaluation.judging.Need;
import dev.vlmstream.evaluation.judging.Rule;
import dev.vlmstream.evaluation.rules.Rules;
import dev.vlmstream.evaluation.run.BenchmarkSettings.DefinitionType;
import dev.vlmstream.evaluation.sampling.ChoiceOrder;
import dev.vlmstream.evaluation.sampling.Draw;
import dev.vlmstream.evaluation.tasks.ShippedTasks;
import dev.vlmstream.evaluation.tasks.TaskDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All settings of a run, in the order in which help and docs list them. */
public final class RunSettings {
    private static final Map<String, RunSetting<?>> BY_NAME = new HashMap<>();
    private static final List<RunSetting<?>> ALL = new ArrayList<>();

    public static final RunSetting<String> RUN = add(RunSetting.of(
                    "run", ValueTypes.text(), "The run's id: 1 to 100 letters, digits, dots, hyphens and underscores.")
            .identity()
            .label("ID")
            .otherwise("DATASET-TASK-TIME"));

    public static final RunSetting<Task> TASK =
            add(RunSetting.of("task", ValueTypes.oneOf(Task.class), "The task that the models are given.")
                    .identity()
                    .label("TASK")
                    .otherwise("what fits the models and the data")
                    .neededWhen(spec -> spec.isGiven(RunSettings.TASK) ? Optional.empty() : Optional.of("is missing")));

    public static final RunSetting<List<String>> MODELS =
            add(RunSetting.of("models", ValueTypes.texts(), "Names of the models that answer.")
                    .identity()
                    .label("NAME")
                    .commaSeparated()
                    .otherwise("all available models that the task is for")
                    .neededWhen(spec -> spec.isGiven(RunSettings.MODELS)
                            ? Optional.empty()
                            : Optional.of("is missing: a list of the models that are to answer")));

    public static final RunSetting<String> BENCHMARK = add(RunSetting.of(
                    "benchmark", ValueTypes.text(), "A benchmark whose prompt and rules apply (vlmstream tasks list).")
            .identity()
            .label("NAME")
            .check(RunSettings::requireKind)
            .neededWhen(spec -> spec.get(TASK) == Task.QUESTION_ANSWERING && !spec.isGiven(RunSettings.BENCHMARK)
                    ? Optional.of("is missing: the task question-answering takes " + String.join(", ", ShippedTasks.IDS)
                            + ", or a definition of your own")
                    : Optional.empty()));

    public static final RunSetting<TaskDefinition> DEFINITION =
            add(RunSetting.of("definition", new DefinitionType(), "The content of a task file of your own.")
                    .identity()
                    .label("OBJECT")
                    .otherwise("that of the shipped benchmark"));

    public static final RunSetting<Variant> VARIANT = add(RunSetting.of(
                    "variant",
                    ValueTypes.oneOf(Variant.class),
                    "class-name names the class in the question, no-image leaves out the image, and text-only does"
                            + " both.")
            .label("NAME")
            .check(spec -> spec.find(TASK)
                    .ifPresent(task -> spec.get(RunSettings.VARIANT).requireFits(task))));

    public static final RunSetting<Boolean> GUESS = add(RunSetting.of(
                    "guess",
                    ValueTypes.flag(),
                    "Also judge by the rules mcq-guess and mmmu-guess, which draw a letter if an answer names none.")
            .answersStay()
            .byDefault(false)
            .onlyFor(Task.MULTIPLE_CHOICE, Task.QUESTION_ANSWERING));

    public static final RunSetting<String> DATASET =
            add(RunSetting.of("dataset", ValueTypes.text(), "The dataset's name; for push, the file or folder to read.")
                    .identity()
                    .byDefault("pushed"));

    public static final RunSetting<String> SPLIT = add(RunSetting.of(
                    "split",
                    ValueTypes.text(),
                    "The dataset's split, such as valid. push requires it if there are several.")
            .identity()
            .label("SPLIT"));

    public static final RunSetting<List<String>> CLASSES = add(RunSetting.of(
                    "classes", ValueTypes.texts(), "The class names, in the order of the dataset's indices.")
            .identity()
            .fromFile()
            .byDefault(List.of())
            .otherwise("NAME_classes.json beside the dataset, else the labels of a classifier in the run that knows all"
                    + " of them, else those that occur")
            .neededWhen(RunSettings::lacksClasses));

    public static final RunSetting<Integer> LABELS = add(RunSetting.of(
                    "labels",
                    ValueTypes.whole(2),
                    "How many labels to offer, including the right one. Several numbers, such as 2,5,20,100, make one run each,"
                            + " called RUN-K.")
            .label("K")
            .repeated()
            .otherwise("all classes")
            .onlyFor(Task.CLOSED_WORLD)
            .check(RunSettings::requireEnoughClasses));

    public static final RunSetting<ChoiceOrder> ORDER =
            add(RunSetting.of("order", ValueTypes.oneOf(ChoiceOrder.class), "The order of the offered labels.")
                    .label("ORDER")
                    .byDefault(ChoiceOrder.RANDOM)
                    .onlyFor(Task.CLOSED_WORLD));

    public static final RunSetting<Draw> DRAW = add(RunSetting.of(
                    "draw",
                    ValueTypes.oneOf(Draw.class),
                    "How the offered labels are drawn: for all items at once, as the study's script does, or for each item by the"
                            + " seed and its id.")
            .label("DRAW")
            .byDefault(Draw.ITEM)
            .otherwise("study when a dataset is pushed, item for items that come one by one")
            .onlyFor(Task.CLOSED_WORLD));

    public static final RunSetting<Long> SEED =
            add(RunSetting.of("seed", ValueTypes.whole(), "The seed for drawing order and labels, and for sampling.")
                    .label("N")
                    .byDefault(1234L));

    public static final RunSetting<String> PROMPT = add(RunSetting.of(
                    "prompt",
                    ValueTypes.text(),
                    "The question, in your own words or one of the study's: base, identify, main-object, name. For"
                            + " question-answering, the instruction below it.")
            .label("ID|TEXT")
            .byDefault("base")
            .check(spec -> spec.find(TASK).ifPresent(task -> spec.promptText())));

    public static final RunSetting<String> PROMPT_STYLE = add(RunSetting.of(
                    "prompt-style",
                    ValueTypes.text(),
                    "The model's chat template (bundle), the published text (study), or another wording of the benchmark, such as"
                            + " lmms-eval, in the chat template.")
            .label("STYLE")
            .byDefault("bundle")
            .check(RunSettings::requireStyle));

    public static final RunSetting<Boolean> CHAIN_OF_THOUGHT = add(RunSetting.of(
                    "chain-of-thought", ValueTypes.flag(), "Append \"Let's think step by step.\", as the study does.")
            .byDefault(false));

    public static final RunSetting<List<String>> TEMPLATES = add(RunSetting.of(
                    "templates",
                    ValueTypes.texts("texts with {} for the class name", Pattern.compile("(?s).*\\{\\}.*")),
                    "Texts for dual encoders; several form an ensemble.")
            .option("template")
            .label("T")
            .byDefault(List.of("A photo of a {}")));

    public static final RunSetting<String> ANSWER_PREFIX =
            add(RunSetting.of("answer-prefix", ValueTypes.text(), "The words before the class name.")
                    .otherwise("the study's for the model's family, such as \"The photo features a\"")
                    .onlyFor(Task.CLASS_LIKELIHOOD));

    public static final RunSetting<String> TOKENISATION = add(RunSetting.of(
                    "tokenisation",
                    ValueTypes.oneOf("direct", "study"),
                    "Whether names are tokenised as part of the text (direct) or as in the published script (study).")
            .label("KIND")
            .byDefault("direct")
            .onlyFor(Task.CLASS_LIKELIHOOD));

    public static final RunSetting<List<String>> FEATURES = add(RunSetting.of(
                    "features",
                    ValueTypes.texts(
                            "last, mean, position:N, image_features, projector_input or patch_features",
                            Pattern.compile(
                                    "last|mean|position:-?\\d{1,9}|image_features|projector_input|patch_features")),
                    "Also write these to the topic features. last, mean and position:N are hidden states; a projector is trained on"
                            + " projector_input.")
            .answersStay()
            .label("KIND")
            .commaSeparated()
            .byDefault(List.of()));

    public static final RunSetting<Integer> MAX_NEW_TOKENS =
            add(RunSetting.of("max-new-tokens", ValueTypes.whole(1), "The longest answer, in tokens.")
                    .label("N")
                    .otherwise("the model's own, else the study's"));

    public static final RunSetting<Integer> NUM_BEAMS =
            add(RunSetting.of("num-beams", ValueTypes.whole(1), "Beam search with N beams.")
                    .label("N")
                    .generation("num_beams"));

    public static final RunSetting<Double> LENGTH_PENALTY = add(RunSetting.of(
                    "length-penalty", ValueTypes.number(), "The score of a beam is its log-probability / length^X.")
            .label("X")
            .generation("length_penalty"));

    public static final RunSetting<Double> TEMPERATURE =
            add(RunSetting.of("temperature", ValueTypes.atLeast(0), "Sample at temperature T; 0 means greedy decoding.")
                    .label("T")
                    .generation("temperature"));

    public static final RunSetting<Integer> TOP_K =
            add(RunSetting.of("top-k", ValueTypes.whole(0), "Sample from the K most likely tokens.")
                    .label("K")
                    .generation("top_k"));

    public static final RunSetting<Double> TOP_P = add(RunSetting.of(
                    "top-p",
                    ValueTypes.atLeast(0),
                    "Sample from the most likely tokens that together have probability P.")
            .label("P")
            .generation("top_p"));

    public static final RunSetting<Double> REPETITION_PENALTY = add(RunSetting.of(
                    "repetition-penalty",
                    ValueTypes.atLeast(0),
                    "Above 1, tokens that have occurred become less likely.")
            .label("X")
            .generation("repetition_penalty"));

    public static final RunSetting<Integer> NO_REPEAT_NGRAM =
            add(RunSetting.of("no-repeat-ngram", ValueTypes.whole(0), "No sequence of N tokens occurs twice.")
                    .label("N")
                    .generation("no_repeat_ngram_size"));

    public static final RunSetting<Integer> MIN_NEW_TOKENS =
            add(RunSetting.of("min-new-tokens", ValueTypes.whole(0), "The shortest answer, in tokens.")
                    .label("N")
                    .generation("min_new_tokens"));

    public static final RunSetting<List<String>> STOP =
            add(RunSetting.of("stop", ValueTypes.texts("texts", Pattern.compile("(?s).+")), "Texts that end an answer.")
                    .generation("stop_strings"));

    public static final RunSetting<Map<String, Object>> GENERATION = add(RunSetting.of(
                    "generation",
                    ValueTypes.map(ValueTypes.any()),
                    "Any other generation setting, by its name in generation_config.json, such as typical_p=0.9.")
            .label("NAME=VALUE")
            .byDefault(Map.of()));

    public static final RunSetting<Double> BUDGET = add(
            RunSetting.of("budget", ValueTypes.atLeast(0), "The most that remote models may cost in this run, in USD.")
                    .answersStay()
                    .label("USD")
                    .otherwise("no limit"));

    /** Names of labels that rules need, each in a file that {@code push} reads for the classes of the run. */
    public static final List<RunSetting<Map<String, List<String>>>> NAMES =
            Rules.names().stream().map(RunSettings::ofNames).toList();

    public static final RunSetting<Map<String, String>> JUDGES = add(RunSetting.of(
                    "judges",
                    ValueTypes.map(ValueTypes.text()),
                    "Models that judge answers in words: a sentence encoder for semantic or concept, a generative model for"
                            + " llm-judge.")
            .answersStay()
            .option("judge")
            .label("RULE=NAME")
            .byDefault(Map.of())
            .check(spec -> requireJudges(spec, null, Map.of())));

    public static final RunSetting<String> JUDGE_PROMPT = add(RunSetting.of(
                    "judge-prompt",
                    ValueTypes.text(),
                    "The prompt for llm-judge, with {question}, {label} and {answer}.")
            .answersStay()
            .fromFile()
            .otherwise("a built-in prompt")
            .check(spec -> requireJudges(spec, spec.get(RunSettings.JUDGE_PROMPT), Map.of())));

    public static final RunSetting<Map<String, Double>> THRESHOLDS = add(RunSetting.of(
                    "thresholds",
                    ValueTypes.map(ValueTypes.number()),
                    "The smallest cosine at which an answer counts as right.")
            .answersStay()
            .option("threshold")
            .label("RULE=X")
            .byDefault(Map.of())
            .otherwise("semantic=0.6, concept=0.7")
            .check(spec -> requireJudges(spec, null, spec.get(RunSettings.THRESHOLDS))));

    public static final RunSetting<Map<String, Long>> FREQUENCIES = add(RunSetting.of(
                    "frequencies",
                    ValueTypes.map(ValueTypes.count()),
                    "How often a corpus mentions each class, as counted by vlmstream frequency.")
            .identity()
            .option("frequency")
            .fromFile()
            .byDefault(Map.of())
            .check(RunSettings::requireAllCounted));

    public static final RunSetting<Map<String, String>> TAGS =
            add(RunSetting.of("tags", ValueTypes.map(ValueTypes.note()), "Notes that are kept with the run.")
                    .identity()
                    .option("tag")
                    .label("K=V")
                    .byDefault(Map.of()));

    public static final RunSetting<Long> ITEMS =
            add(RunSetting.of("items", ValueTypes.count(), "The number of items, if you know it before pushing them.")
                    .identity()
                    .label("N"));

    public static final RunSetting<String> ITEMS_DIGEST =
            add(RunSetting.of("items-digest", ValueTypes.text(), "Which items the run has, a SHA-256 that push sets.")
                    .identity()
                    .label("SHA-256")
                    .check(RunSettings::requireDigest));

    /** Those that make a decoder sample. */
    static final List<RunSetting<?>> SAMPLING = List.of(TEMPERATURE, TOP_K, TOP_P);

    private RunSettings() {}

    private static void requireDigest(RunSpec spec) {
        if (!spec.find(ITEMS_DIGEST).orElse("0".repeat(64)).matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a SHA-256 has 64 hexadecimal digits, in small letters");
        }
    }

    private static RunSetting<Map<String, List<String>>> ofNames(Need need) {
        String rules = Rules.ALL.stream()
                .filter(rule -> rule.needs().contains(need))
                .map(Rule::id)
                .collect(Collectors.joining(" and the rule "));
        return add(RunSetting.of(
                        need.id(),
                        ValueTypes.namesByLabel(),
                        "For each label its " + need.id() + ", as in imagenet_synonyms.json, for the rule " + rules
                                + ".")
                .answersStay()
                .fromFile()
                .byDefault(Map.of()));
    }

    private static <T> RunSetting<T> add(RunSetting<T> setting) {
        ALL.add(setting);
        for (String name : new TreeSet<>(List.of(setting.key(), setting.option()))) {
            if (BY_NAME.put(name, setting) != null) {
                throw new IllegalStateException("two settings are called " + name);
            }
        }
        return setting;
    }

    public static List<RunSetting<?>> all() {
        return List.copyOf(ALL);
    }

    static RunSetting<?> named(String name) {
        return named(name, Set.of());
    }

    /**
     * The setting of that key or option, with hyphens or underscores.
     *
     * @param more keys that whoever reads the settings takes besides, which may be suggested, too
     * @throws IllegalArgumentException if there is none; suggests the nearest
     */
    public static RunSetting<?> named(String name, Set<String> more) {
        RunSetting<?> setting = BY_NAME.get(name.replace('_', '-'));
        if (setting != null) {
            return setting;
        }
        Set<String> known = new TreeSet<>(BY_NAME.keySet());
        known.addAll(more);
        String near = NearNames.suggestion(name, known);
        throw new IllegalArgumentException("unknown key " + ValueTypes.quoted(name)
                + (near.isEmpty() ? "; there are " + String.join(", ", known) : near));
    }

    /** Those that say how answers are decoded. */
    public static List<RunSetting<?>> ofGeneration() {
        return ALL.stream()
                .filter(setting -> setting == GENERATION || setting.generation().isPresent())
                .toList();
    }

    private static Optional<String> lacksClasses(RunSpec spec) {
        Task task = spec.get(TASK);
        if (task == null || task.bringsQuestions()) {
            return Optional.empty();
        }
        int classes = spec.get(CLASSES).size();
        if (task == Task.CLOSED_WORLD && classes == 1) {
            return Optional.of("has one name only: the task closed-world offers at least two");
        }
        boolean needed = task != Task.OPEN_WORLD;
        return needed && classes == 0
                ? Optional.of("is missing: the task " + task.id() + " needs a list of class names")
                : Optional.empty();
    }

    private static void requireEnoughClasses(RunSpec spec) {
        int classes = spec.get(CLASSES).size();
        if (classes > 0 && spec.get(LABELS) > classes) {
            throw new IllegalArgumentException(spec.get(LABELS) + " of " + classes + " classes cannot be offered");
        }
    }

    private static void requireJudges(RunSpec spec, @Nullable String prompt, Map<String, Double> thresholds) {
        JudgeSettings judging = new JudgeSettings(spec.get(JUDGES), prompt, thresholds);
        spec.find(TASK)
                .filter(task -> task != Task.QUESTION_ANSWERING || spec.isGiven(DEFINITION))
                .ifPresent(task -> judging.requireFit(task, spec.get(DEFINITION)));
    }

    private static void requireKind(RunSpec spec) {
        TaskDefinition definition = spec.get(DEFINITION);
        Task task = spec.get(TASK);
        if (definition != null && task != null && !definition.kind().fits(task)) {
            throw new IllegalArgumentException("the task " + definition.id() + " is a "
                    + definition.kind().id() + ", which the task " + task.id() + " does not ask");
        }
    }

    private static void requireStyle(RunSpec spec) {
        String style = spec.get(PROMPT_STYLE);
        if (TaskDefinition.BUILT_IN_STYLES.contains(style)) {
            return;
        }
        TaskDefinition definition = spec.get(DEFINITION);
        if (definition == null) {
            throw new IllegalArgumentException("must be bundle or study, or with a benchmark one of its styles, is "
                    + ValueTypes.quoted(style) + NearNames.suggestion(style, TaskDefinition.BUILT_IN_STYLES));
        }
        definition.requireStyle(style);
    }

    private static void requireAllCounted(RunSpec spec) {
        Set<String> missing = new HashSet<>(spec.get(CLASSES));
        missing.removeAll(spec.get(FREQUENCIES).keySet());
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("no count of " + missing.size() + " classes of the run, such as \""
                    + new TreeSet<>(missing).first() + "\"; count again with the run's classes");
        }
    }
}
