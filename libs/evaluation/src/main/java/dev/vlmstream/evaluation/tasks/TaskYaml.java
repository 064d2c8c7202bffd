package dev.vlmstream.evaluation.tasks;

import dev.vlmstream.evaluation.Named;
import dev.vlmstream.evaluation.NearNames;
import java.io.StringReader;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A mapping of YAML, read strictly: every key is known and occurs once, every value has its type. Scalars are the text that
 * stands there, so that yes and no, 1.0 and 2024-01-01 are what was written. Nothing is constructed, anchors and aliases
 * are refused, and so is what is large or deep.
 */
final class TaskYaml {
    private static final int LARGEST = 1 << 20;
    private static final int DEEPEST = 20;

    private final String file;
    private final String place;
    private final int line;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private record Entry(int line, Node value) {}

    private TaskYaml(String file, String place, MappingNode node) {
        this.file = file;
        this.place = place;
        this.line = line(node);
        for (NodeTuple tuple : node.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw wrong(line(tuple.getKeyNode()), "a key must be a word");
            }
            if (entries.putIfAbsent(key.getValue(), new Entry(line(key), tuple.getValueNode())) != null) {
                throw wrong(line(key), "the key \"" + shortened(key.getValue()) + "\" occurs twice");
            }
        }
    }

    /**
     * @param file for messages
     * @throws InvalidTaskException if the text is no mapping of YAML
     */
    static TaskYaml read(String file, String text) {
        if (text.length() > LARGEST) {
            throw new InvalidTaskException(file + " has " + text.length() + " characters, of at most " + LARGEST);
        }
        try {
            requirePlain(file, text);
            Node node = yaml().compose(new StringReader(text));
            if (!(node instanceof MappingNode mapping)) {
                throw new InvalidTaskException(file + ": a task has lines \"key: value\"; task is one it needs");
            }
            return new TaskYaml(file, "", mapping);
        } catch (MarkedYAMLException e) {
            throw new InvalidTaskException(file + at(e.getProblemMark()) + ": no YAML: " + words(e), e);
        } catch (YAMLException e) {
            throw new InvalidTaskException(
                    file + ": no YAML: "
                            + shortened(String.valueOf(e.getMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse("")),
                    e);
        }
    }

    private static Yaml yaml() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(0);
        options.setNestingDepthLimit(DEEPEST);
        options.setCodePointLimit(LARGEST);
        return new Yaml(options);
    }

    private static void requirePlain(String file, String text) {
        int depth = 0;
        for (Event event : yaml().parse(new StringReader(text))) {
            boolean starts = event.is(Event.ID.MappingStart) || event.is(Event.ID.SequenceStart);
            boolean ends = event.is(Event.ID.MappingEnd) || event.is(Event.ID.SequenceEnd);
            depth += starts ? 1 : ends ? -1 : 0;
            String problem = depth > DEEPEST
                    ? "is nested deeper than " + DEEPEST
                    : event instanceof AliasEvent || event instanceof NodeEvent node && node.getAnchor() != null
                            ? "anchors and aliases (& and *) are not read; write it out, or in quotation marks"
                            : null;
            if (problem != null) {
                throw new InvalidTaskException(file + at(event.getStartMark()) + ": " + problem);
            }
        }
    }

    private static String words(MarkedYAMLException e) {
        String problem = e.getProblem() == null ? "" : e.getProblem();
        if (problem.contains("'\\t(TAB)'")) {
            return "a tab; indent by spaces";
        }
        if (problem.startsWith("but found another document")) {
            return "several documents (\"---\"); a file is one task";
        }
        return shortened(problem.replaceAll("\\s+", " "));
    }

    private static String at(@Nullable Mark mark) {
        return mark == null ? "" : ", line " + (mark.getLine() + 1);
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    static String shortened(String text) {
        return text.length() <= 120 ? text : text.substring(0, 119) + "…";
    }

    private InvalidTaskException wrong(int at, String what) {
        return new InvalidTaskException(file + ", line " + at + ": " + what);
    }

    /** About the mapping as a whole. */
    InvalidTaskException wrong(String what) {
        return wrong(line, what);
    }

    /** About the value of a key, which is named. */
    InvalidTaskException wrong(String key, String what) {
        Entry entry = entries.get(key);
        return wrong(entry == null ? line : entry.line(), "\"" + place + key + "\" " + what);
    }

    /** @throws InvalidTaskException if there is any other key */
    TaskYaml allow(List<String> known) {
        for (Map.Entry<String, Entry> entry : entries.entrySet()) {
            if (!known.contains(entry.getKey())) {
                String near = NearNames.suggestion(entry.getKey(), known);
                throw wrong(
                        entry.getValue().line(),
                        "unknown key \"" + place + shortened(entry.getKey()) + "\""
                                + (near.isEmpty() ? "; there are " + String.join(", ", known) : near));
            }
        }
        return this;
    }

    List<String> keys() {
        return List.copyOf(entries.keySet());
    }

    boolean has(String key) {
        return entries.containsKey(key);
    }

    Optional<String> text(String key) {
        Entry entry = entries.get(key);
        if (entry == null) {
            return Optional.empty();
        }
        if (!(entry.value() instanceof ScalarNode scalar) || !isStandard(scalar)) {
            throw wrong(key, "must be a text");
        }
        if (scalar.getValue().isBlank()) {
            throw wrong(key, "has no value");
        }
        return Optional.of(scalar.getValue());
    }

    private static boolean isStandard(Node node) {
        return node.getTag().getValue().startsWith(Tag.PREFIX);
    }

    String required(String key) {
        return text(key).orElseThrow(() -> wrong(line, "\"" + place + key + "\" is missing"));
    }

    /** What a reader makes of the text; its refusal follows the key. */
    <T> Optional<T> read(String key, Function<String, T> reader) {
        return text(key).map(text -> {
            try {
                return reader.apply(text);
            } catch (IllegalArgumentException e) {
                throw wrong(key, e.getMessage());
            }
        });
    }

    <E extends Enum<E> & Named> Optional<E> oneOf(String key, Class<E> kind) {
        return read(key, text -> named(kind, text));
    }

    <E extends Enum<E> & Named> List<E> someOf(String key, Class<E> kind) {
        return items(key).stream()
                .map(item -> {
                    try {
                        return named(kind, item instanceof ScalarNode scalar ? scalar.getValue() : "…");
                    } catch (IllegalArgumentException e) {
                        throw wrong(key, e.getMessage());
                    }
                })
                .toList();
    }

    private static <E extends Enum<E> & Named> E named(Class<E> kind, String text) {
        List<String> ids = Arrays.stream(kind.getEnumConstants()).map(Named::id).toList();
        int place = ids.indexOf(text);
        if (place < 0) {
            throw new IllegalArgumentException("must be one of " + String.join(", ", ids) + ", is \"" + shortened(text)
                    + "\"" + NearNames.suggestion(text, ids));
        }
        return kind.getEnumConstants()[place];
    }

    Optional<Long> whole(String key, long least) {
        return read(key, text -> {
            try {
                long number = Long.parseLong(text.replace("_", ""));
                if (number >= least) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // told below
            }
            throw new IllegalArgumentException(
                    "must be a whole number of " + least + " or more, is \"" + shortened(text) + "\"");
        });
    }

    Optional<Double> number(String key) {
        return read(key, text -> {
            try {
                double number = Double.parseDouble(text);
                if (Double.isFinite(number)) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // told below
            }
            throw new IllegalArgumentException("must be a number, is \"" + shortened(text) + "\"");
        });
    }

    Optional<Boolean> flag(String key) {
        return read(key, text -> {
            if (text.equals("true") || text.equals("false")) {
                return text.equals("true");
            }
            throw new IllegalArgumentException("must be true or false, is \"" + shortened(text) + "\"");
        });
    }

    /** A list, or one text instead of a list of one; empty where the key is missing. */
    private List<Node> items(String key) {
        Entry entry = entries.get(key);
        if (entry == null) {
            return List.of();
        }
        if (entry.value() instanceof ScalarNode) {
            return List.of(requireFilled(key, entry.value()));
        }
        if (!(entry.value() instanceof SequenceNode sequence)) {
            throw wrong(key, "must be a list");
        }
        return sequence.getValue().stream()
                .map(node -> requireFilled(key, node))
                .toList();
    }

    private Node requireFilled(String key, Node node) {
        if (!isStandard(node)
                || node instanceof ScalarNode scalar && scalar.getValue().isBlank()) {
            throw wrong(line(node), "\"" + place + key + "\" has an entry without a value");
        }
        return node;
    }

    List<String> texts(String key) {
        return items(key).stream()
                .map(item -> {
                    if (!(item instanceof ScalarNode scalar)) {
                        throw wrong(key, "must hold only texts");
                    }
                    return scalar.getValue();
                })
                .toList();
    }

    Optional<TaskYaml> mapping(String key) {
        Entry entry = entries.get(key);
        if (entry == null) {
            return Optional.empty();
        }
        if (!(entry.value() instanceof MappingNode node)) {
            throw wrong(key, "must be a mapping");
        }
        return Optional.of(new TaskYaml(file, place + key + ".", node));
    }

    List<TaskYaml> mappings(String key) {
        return items(key).stream()
                .map(item -> {
                    if (!(item instanceof MappingNode node)) {
                        throw wrong(key, "must be a list of mappings");
                    }
                    return new TaskYaml(file, place + key + ".", node);
                })
                .toList();
    }
}
