package dev.vlmstream.evaluation.tasks;

import dev.vlmstream.evaluation.NearNames;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.judging.AnswerForm;
import dev.vlmstream.evaluation.judging.ComputedRule;
import dev.vlmstream.evaluation.judging.Need;
import dev.vlmstream.evaluation.judging.Rule;
import dev.vlmstream.evaluation.metrics.Grouping;
import dev.vlmstream.evaluation.rules.PatternRule;
import dev.vlmstream.evaluation.rules.Rules;
import dev.vlmstream.evaluation.tasks.TaskData.OfficialFile;
import dev.vlmstream.evaluation.tasks.TaskDefinition.GroupBy;
import dev.vlmstream.evaluation.tasks.TaskDefinition.PublishedValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes a definition of a task's file, or says in one sentence why there is none. */
final class TaskReader {
    private static final List<String> KEYS = List.of(
            "task",
            "title",
            "about",
            "source",
            "kind",
            "answer",
            "dataset",
            "split",
            "map",
            "files",
            "classes",
            "templates",
            "prompt",
            "styles",
            "rules",
            "pattern",
            "grouping",
            "published");
    private static final List<String> PROMPT_KEYS =
            List.of("template", "option", "instruction", "open-instruction", "max-new-tokens", "capitalise", "drop");
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9.-]{0,63}");
    private static final Pattern STYLE = Pattern.compile("[a-z0-9][a-z0-9.-]{0,31}");
    private static final Pattern TEMPLATE = Pattern.compile("(?s).*\\{\\}.*");

    private static final PromptForm PLAIN =
            new PromptForm(PromptForm.TEMPLATE, PromptForm.OPTION, "", null, null, false, List.of());

    private final TaskYaml yaml;

    private TaskReader(TaskYaml yaml) {
        this.yaml = yaml;
    }

    /**
     * @param file for messages
     * @param lists gives the classes of a list by its name, one after the other
     * @throws InvalidTaskException naming file, line and fix
     */
    static TaskDefinition read(String file, String text, Function<String, List<String>> lists) {
        TaskReader reader = new TaskReader(TaskYaml.read(file, text).allow(KEYS));
        TaskDefinition definition = reader.definition(lists);
        int length = definition.canonical().length();
        if (length > TaskDefinition.LONGEST) {
            throw new InvalidTaskException(file + ": what travels with a run has " + length + " characters, of at most "
                    + TaskDefinition.LONGEST + "; shorten \"pattern.accept\" or \"published\"");
        }
        return definition;
    }

    private TaskDefinition definition(Function<String, List<String>> lists) {
        String id = yaml.required("task");
        if (!ID.matcher(id).matches()) {
            throw yaml.wrong(
                    "task",
                    "must be 1 to 64 small letters, digits, dots and hyphens, is \"" + TaskYaml.shortened(id) + "\"");
        }
        for (Task task : Task.values()) {
            if (task.id().equals(id)) {
                throw yaml.wrong("task", "is \"" + id + "\", which every run may ask; name your task otherwise");
            }
        }
        TaskKind kind = yaml.oneOf("kind", TaskKind.class).orElse(TaskKind.QUESTION_ANSWERING);
        AnswerForm answer = yaml.oneOf("answer", AnswerForm.class).orElse(AnswerForm.WORDS);
        PromptForm prompt = prompt(yaml.mapping("prompt"), PLAIN);
        List<ComputedRule> rules = rules(kind, answer);
        AnswerPattern pattern = pattern(rules);
        return new TaskDefinition(
                id,
                yaml.text("title").orElse(id),
                yaml.text("about").map(String::strip).orElse(""),
                yaml.text("source").map(String::strip).orElse(""),
                kind,
                answer,
                prompt,
                styles(prompt),
                rules,
                pattern,
                grouping(),
                published(),
                data(kind, lists));
    }

    private static PromptForm prompt(Optional<TaskYaml> given, PromptForm otherwise) {
        if (given.isEmpty()) {
            return otherwise;
        }
        TaskYaml yaml = given.get().allow(PROMPT_KEYS);
        String template = yaml.text("template").orElse(otherwise.template());
        if (!template.contains("{question}")) {
            throw yaml.wrong("template", "needs {question}, which stands for the question");
        }
        String option = yaml.text("option").orElse(otherwise.option());
        if (!option.contains("{text}")) {
            throw yaml.wrong("option", "needs {text}, which stands for the option's text");
        }
        return new PromptForm(
                template,
                option,
                yaml.text("instruction").orElse(otherwise.instruction()),
                yaml.text("open-instruction").orElse(otherwise.openInstruction()),
                yaml.whole("max-new-tokens", 1)
                        .map(number -> (int) Math.min(Integer.MAX_VALUE, number))
                        .orElse(otherwise.maxNewTokens()),
                yaml.flag("capitalise").orElse(otherwise.capitalise()),
                yaml.has("drop") ? yaml.texts("drop") : otherwise.drop());
    }

    /** What a style does not say is as in the task's own wording. */
    private Map<String, PromptForm> styles(PromptForm own) {
        Map<String, PromptForm> styles = new LinkedHashMap<>();
        Optional<TaskYaml> given = yaml.mapping("styles");
        if (given.isPresent()) {
            for (String name : given.get().keys()) {
                if (!STYLE.matcher(name).matches() || TaskDefinition.BUILT_IN_STYLES.contains(name)) {
                    throw given.get()
                            .wrong(
                                    name,
                                    "cannot be a style's name: small letters, digits and hyphens, and neither"
                                            + " bundle nor study");
                }
                styles.put(name, prompt(given.get().mapping(name), own));
            }
        }
        return styles;
    }

    private List<ComputedRule> rules(TaskKind kind, AnswerForm answer) {
        List<ComputedRule> rules = new ArrayList<>();
        for (String id : yaml.texts("rules")) {
            ComputedRule rule = rule(id);
            if (rules.contains(rule)) {
                throw yaml.wrong("rules", "names " + id + " twice");
            }
            boolean ranks = rule.needs().contains(Need.RANKING) || rule.needs().contains(Need.LIKELIHOODS);
            if (ranks) {
                throw yaml.wrong("rules", "has " + id + ", which judges rankings; answers to questions are text");
            }
            if (rule.needs().contains(Need.OPTIONS) && !answer.takesOptions()) {
                throw yaml.wrong("rules", "has " + id + ", which needs options; say \"answer: letter\"");
            }
            rules.add(rule);
        }
        if (kind == TaskKind.QUESTION_ANSWERING && rules.isEmpty()) {
            throw yaml.wrong("\"rules\" is missing: by what an answer is right, such as exact, or pattern with an"
                    + " expression of your own");
        }
        if (kind == TaskKind.CLASSIFICATION && !rules.isEmpty()) {
            throw yaml.wrong("rules", "is for questions; a classification is judged by the rules of what is asked");
        }
        return rules;
    }

    private ComputedRule rule(String id) {
        Optional<Rule> found = Rules.find(id);
        if (found.isPresent() && found.get() instanceof ComputedRule rule) {
            return rule;
        }
        if (found.isPresent()) {
            throw yaml.wrong("rules", "has " + id + ", which a model applies; name its bundle in the run's \"judges\"");
        }
        List<String> known = Rules.COMPUTED.stream().map(Rule::id).toList();
        String near = NearNames.suggestion(id, known);
        throw yaml.wrong(
                "rules",
                "has the unknown rule \"" + TaskYaml.shortened(id) + "\""
                        + (near.isEmpty() ? "; there are " + String.join(", ", known) : near));
    }

    private @Nullable AnswerPattern pattern(List<ComputedRule> rules) {
        Optional<TaskYaml> given = yaml.mapping("pattern");
        boolean named = rules.contains(PatternRule.RULE);
        if (given.isPresent() != named) {
            throw named
                    ? yaml.wrong(
                            "rules", "has the rule pattern, so \"pattern\" must say what to extract from an answer")
                    : yaml.wrong("pattern", "is for the rule pattern, which is not among the rules");
        }
        if (given.isEmpty()) {
            return null;
        }
        TaskYaml own = given.get().allow(List.of("extract", "take", "normalise", "match", "accept"));
        Optional<String> extract = own.text("extract");
        AnswerPattern.Take take = own.oneOf("take", AnswerPattern.Take.class).orElse(AnswerPattern.Take.LAST);
        AnswerPattern.Match match =
                own.oneOf("match", AnswerPattern.Match.class).orElse(AnswerPattern.Match.EQUAL);
        List<Normalisation> normalise = own.someOf("normalise", Normalisation.class);
        Map<String, List<String>> accept = new LinkedHashMap<>();
        own.mapping("accept").ifPresent(forms -> forms.keys().forEach(label -> accept.put(label, forms.texts(label))));
        try {
            return new AnswerPattern(extract.orElse(null), take, normalise, match, accept);
        } catch (IllegalArgumentException e) {
            throw own.wrong("extract", e.getMessage());
        }
    }

    private @Nullable GroupBy grouping() {
        return yaml.mapping("grouping")
                .map(given -> {
                    given.allow(List.of("metric", "modulo"));
                    return new GroupBy(
                            given.read("metric", metric -> Grouping.of(metric).id())
                                    .orElse(null),
                            given.whole("modulo", 1).orElse(null));
                })
                .orElse(null);
    }

    private List<PublishedValue> published() {
        List<PublishedValue> values = new ArrayList<>();
        for (TaskYaml one : yaml.mappings("published")) {
            one.allow(List.of("model", "value", "of", "source"));
            values.add(new PublishedValue(
                    one.required("model"),
                    one.number("value").orElseThrow(() -> one.wrong("a published entry needs \"value\"")),
                    one.text("of").orElse(null),
                    one.required("source")));
        }
        return values;
    }

    private TaskData data(TaskKind kind, Function<String, List<String>> lists) {
        List<String> templates = yaml.texts("templates");
        if (!templates.stream().allMatch(one -> TEMPLATE.matcher(one).matches())) {
            throw yaml.wrong("templates", "must hold only texts with {} for the class name");
        }
        List<String> classes = classes(lists);
        if (kind == TaskKind.QUESTION_ANSWERING && !(classes.isEmpty() && templates.isEmpty())) {
            throw yaml.wrong(
                    classes.isEmpty() ? "templates" : "classes",
                    "is for \"kind: classification\"; questions have none");
        }
        return new TaskData(
                yaml.text("dataset").orElse(null),
                yaml.text("split").orElse(null),
                columns(yaml),
                files(),
                classes,
                templates);
    }

    private static Map<String, String> columns(TaskYaml of) {
        Map<String, String> columns = new LinkedHashMap<>();
        of.mapping("map")
                .ifPresent(map -> map.keys().forEach(field -> columns.put(field, String.join("+", map.texts(field)))));
        return columns;
    }

    private List<OfficialFile> files() {
        List<OfficialFile> files = new ArrayList<>();
        Set<String> once = new LinkedHashSet<>();
        for (TaskYaml one : yaml.mappings("files")) {
            one.allow(List.of("name", "split", "join", "map", "require"));
            List<String> names = one.texts("name");
            if (names.isEmpty()) {
                throw one.wrong("an entry of files needs \"name\"");
            }
            for (String name : names) {
                if (!once.add(name)) {
                    throw one.wrong("name", "has " + name + ", which another entry has, too");
                }
            }
            files.add(new OfficialFile(
                    names,
                    one.text("split").orElse(null),
                    one.text("join").map(name -> plainName(one, name)).orElse(null),
                    columns(one),
                    new LinkedHashSet<>(one.texts("require"))));
        }
        return files;
    }

    private static String plainName(TaskYaml yaml, String name) {
        if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
            throw yaml.wrong("join", "is the name of a file beside the other, without folders");
        }
        return name;
    }

    private List<String> classes(Function<String, List<String>> lists) {
        List<String> classes = yaml.texts("classes");
        if (classes.size() == 1) {
            try {
                classes = lists.apply(classes.get(0));
            } catch (IllegalArgumentException e) {
                throw yaml.wrong("classes", e.getMessage());
            }
        }
        if (classes.stream().anyMatch(String::isBlank)) {
            throw yaml.wrong("classes", "has a blank name");
        }
        return classes;
    }
}
