package dev.vlmstream.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which of a dataset's columns holds what. Where a format's columns have no fixed meaning, the usual names are taken, and
 * what was taken so is told; two usual names for one field are refused, since the wrong one would be read without a word.
 */
public final class Columns {
    /**
     * What a column may hold. {@code name} is the image's, where another column has its bytes; by {@code id} a row is found in
     * another file.
     */
    private static final List<String> FIELDS = List.of(
            "image name text label label_idx answers options split ocr_tokens classname group category id".split(" "));
    /** Of which several columns make one: a list, or levels from broad to narrow. */
    private static final Set<String> JOINED = Set.of("options", "category");

    private static final List<String> IDS = List.of("question_id", "questionId", "id");
    private static final List<String> IMAGES =
            List.of("img images image_bytes jpg jpeg png webp gif bmp tif tiff picture photo".split(" "));
    private static final List<String> NAMES =
            List.of("image_path", "image_name", "file_name", "filename", "image_file", "path");
    private static final List<String> QUESTIONS = List.of("text", "question", "query");
    private static final List<String> PROMPTS = List.of("prompt", "instruction");
    private static final List<String> CAPTIONS = List.of("caption", "txt");
    /** What others call a label. */
    static final List<String> CLASSES = List.of(
            "fine_label", "class", "category", "target", "cls", "label_name", "class_name", "classname", "labels");

    private final Map<String, String> columns = new LinkedHashMap<>();
    private final List<String> letters = new ArrayList<>();
    private final Map<String, String> guessed = new LinkedHashMap<>();
    /** Looked for in each row: the format does not tell beforehand which columns there are. */
    private final Map<String, String> usual;

    private Columns(Map<String, String> given, Map<String, String> usual) {
        this.usual = new TreeMap<>(usual);
        Stream.concat(given.entrySet().stream(), usual.entrySet().stream()).forEach(entry -> {
            String field = entry.getKey();
            String column = entry.getValue();
            if (!FIELDS.contains(field)) {
                throw new InvalidItemException("--map " + field + "=" + column + ": there is no field '" + field
                        + "'; there are " + String.join(", ", FIELDS));
            }
            if (ColumnPattern.isOne(column)) {
                new ColumnPattern(column);
            }
        });
        columns.putAll(given);
    }

    /** Those of a format whose columns have fixed names, but for what is given. */
    static Columns fixed(Map<String, String> given, Map<String, String> usual) {
        return new Columns(given, usual);
    }

    /**
     * The given ones, and for the other fields those of usual names.
     *
     * @param classes columns that the format knows to hold classes; of no usual name, the only one is the label
     * @throws InvalidItemException if a given one is not there, or two names are as usual as one another; says what to write
     */
    static Columns guess(
            Collection<String> names, List<String> classes, Map<String, String> given, Map<String, String> usual) {
        Columns columns = new Columns(given, Map.of());
        new Columns(Map.of(), usual);
        usual.forEach((field, column) -> {
            if (!given.containsKey(field) && !given.containsValue(column) && isThere(names, field, column)) {
                columns.columns.put(field, column);
            }
        });
        given.forEach((field, column) -> {
            if (!isThere(names, field, column)) {
                throw new InvalidItemException("--map " + field + "=" + column + ": there is no column '" + column
                        + "'; there are " + shown(new TreeSet<>(names)));
            }
        });
        columns.guess(names);
        if (classes.size() == 1 && columns.lackLabel()) {
            columns.take("label", classes.get(0));
        }
        return columns;
    }

    /** Of a file without a header the names are its first row. */
    public static String shown(Collection<String> names) {
        return names.stream().map(InvalidItemException::shown).collect(Collectors.joining(", "));
    }

    private static boolean isThere(Collection<String> names, String field, String column) {
        return names.contains(column)
                || columns(field, column).allMatch(part -> {
                    int dot = part.indexOf('.');
                    return names.contains(part) || dot > 0 && names.contains(part.substring(0, dot));
                });
    }

    private static Stream<String> columns(String field, String column) {
        return ColumnPattern.isOne(column)
                ? new ColumnPattern(column).columns().stream()
                : parts(field, column).stream();
    }

    private static List<String> parts(String field, String column) {
        return JOINED.contains(field) ? List.of(column.split("\\+")) : List.of(column);
    }

    private void guess(Collection<String> names) {
        Map<String, String> byName = new LinkedHashMap<>();
        names.forEach(name -> byName.putIfAbsent(name.toLowerCase(Locale.ROOT), name));
        for (String field : List.of("label_idx", "answers", "options", "split", "ocr_tokens")) {
            take(field, first(byName, List.of(field)));
        }
        take("image", only("image", byName, List.of("image"), IMAGES));
        take("name", first(byName, NAMES));
        boolean classes = byName.containsKey("label") || CLASSES.stream().anyMatch(byName::containsKey);
        boolean answers = byName.containsKey("answer") || byName.containsKey("answers");
        take("text", first(byName, QUESTIONS));
        take("text", only("text", byName, List.of(), PROMPTS));
        if (answers || !classes) {
            take("text", only("text", byName, List.of(), CAPTIONS));
        }
        take("label", first(byName, columns.containsKey("text") ? List.of("label", "answer") : List.of("label")));
        if (!columns.containsKey("text")) {
            take("label", only("label", byName, List.of(), CLASSES));
        }
        take("classname", first(byName, List.of("classname", "class_name")));
        if (columns.containsKey("text") && !columns.containsKey("options")) {
            for (char letter = 'A'; letter <= 'Z' && names.contains(String.valueOf(letter)); letter++) {
                letters.add(String.valueOf(letter));
            }
        }
    }

    private void take(String field, @Nullable String column) {
        if (column != null && !columns.containsKey(field) && !columns.containsValue(column)) {
            columns.put(field, column);
            if (!column.equals(field)) {
                guessed.put(field, column);
            }
        }
    }

    private static @Nullable String first(Map<String, String> byName, List<String> usual) {
        return usual.stream()
                .map(byName::get)
                .filter(name -> name != null)
                .findFirst()
                .orElse(null);
    }

    private @Nullable String only(String field, Map<String, String> byName, List<String> sure, List<String> usual) {
        String certain = first(byName, sure);
        if (certain != null || columns.containsKey(field)) {
            return certain;
        }
        List<String> found =
                usual.stream().map(byName::get).filter(name -> name != null).toList();
        if (found.size() > 1) {
            throw new InvalidItemException("each of the columns " + String.join(", ", found) + " could be the " + field
                    + "; say which one: "
                    + found.stream().map(name -> "--map " + field + "=" + name).collect(Collectors.joining(" or ")));
        }
        return found.isEmpty() ? null : found.get(0);
    }

    /** The column that holds a field, if there is one. */
    public Optional<String> of(String field) {
        return Optional.ofNullable(columns.get(field));
    }

    private boolean lackLabel() {
        return lack("label", "label_idx", "answers");
    }

    private boolean lack(String... fields) {
        return Stream.of(fields).noneMatch(columns::containsKey);
    }

    /** @throws InvalidItemException if no column holds an image, its name or a question */
    void requireImageOrText(Collection<String> names) {
        if (lack("image", "text", "name")) {
            String first = names.stream().findFirst().orElse("img");
            throw new InvalidItemException(
                    "no column has a usual name for the image or the question; say which one, as in --map image="
                            + InvalidItemException.shown(first) + ",label=…; there are " + shown(names));
        }
    }

    /**
     * @param classes of which one may be meant
     * @throws InvalidItemException if no column holds a label or answers
     */
    void requireLabel(Collection<String> names, List<String> classes) {
        if (lackLabel()) {
            throw new InvalidItemException(
                    "no column has a usual name for the label or the answers; say which one, as in"
                            + " --map label="
                            + (classes.isEmpty() ? "COLUMN" : String.join(" or --map label=", classes))
                            + "; there are " + shown(names));
        }
    }

    /** The columns that are known to hold something. */
    public Set<String> names() {
        Stream<String> mapped = Stream.of(columns, usual)
                .flatMap(map -> map.entrySet().stream())
                .flatMap(entry -> columns(entry.getKey(), entry.getValue()));
        return Stream.concat(mapped, letters.stream()).collect(Collectors.toSet());
    }

    /** Whether the field is made of several columns' values, and no column holds it. */
    public boolean isComposed(String field) {
        return of(field).filter(ColumnPattern::isOne).isPresent();
    }

    /** By what a row is found in another file: the column that is mapped, else one of a usual name. */
    public Optional<String> id(ObjectNode row) {
        return Stream.concat(of("id").stream(), IDS.stream())
                .map(column -> value(row, "id", column))
                .filter(value -> value.isTextual() || value.isNumber())
                .map(JsonNode::asText)
                .findFirst();
    }

    /** What was guessed, in one line. */
    Optional<String> notice(Predicate<String> plain) {
        String taken = guessed.entrySet().stream()
                .filter(entry -> !plain.test(entry.getValue()))
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(", "));
        return taken.isEmpty()
                ? Optional.empty()
                : Optional.of("columns taken by their usual names: " + taken + " (--map FIELD=COLUMN takes another)");
    }

    /**
     * What a column holds, or several, separated by a plus or in a pattern, or a field of it: {@code answers.answer} of a list of
     * objects is the list of that field.
     */
    private static JsonNode value(ObjectNode row, String field, String column) {
        if (row.has(column)) {
            return row.get(column);
        }
        if (ColumnPattern.isOne(column)) {
            String composed = new ColumnPattern(column).of(name -> value(row, field, name));
            return composed == null ? MissingNode.getInstance() : TextNode.valueOf(composed);
        }
        List<String> parts = parts(field, column);
        if (parts.size() > 1) {
            List<String> texts = parts.stream()
                    .map(part -> value(row, field, part))
                    .filter(value -> value.isValueNode() && !value.isNull())
                    .map(JsonNode::asText)
                    .filter(text -> !text.isBlank())
                    .toList();
            if (texts.isEmpty()) {
                return MissingNode.getInstance();
            }
            if (field.equals("options")) {
                ArrayNode list = JsonNodeFactory.instance.arrayNode();
                texts.forEach(list::add);
                return list;
            }
            return TextNode.valueOf(String.join("/", texts));
        }
        int dot = column.indexOf('.');
        JsonNode whole = dot > 0 ? row.path(column.substring(0, dot)) : MissingNode.getInstance();
        String inner = column.substring(dot + 1);
        if (!whole.isArray()) {
            return whole.path(inner);
        }
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (JsonNode element : whole) {
            if (!element.path(inner).isValueNode()) {
                return MissingNode.getInstance();
            }
            list.add(element.path(inner));
        }
        return list;
    }

    /** The row under the study's names; columns that hold no field keep theirs. */
    public ObjectNode rename(ObjectNode row) {
        if (columns.entrySet().stream().allMatch(entry -> entry.getKey().equals(entry.getValue()))
                && letters.isEmpty()
                && usual.isEmpty()) {
            return row;
        }
        ObjectNode renamed = JsonNodeFactory.instance.objectNode();
        Map<String, String> taken = new LinkedHashMap<>(columns);
        usual.forEach((field, column) -> {
            if (!row.hasNonNull(field) && !value(row, field, column).isMissingNode()) {
                taken.putIfAbsent(field, column);
            }
        });
        taken.forEach((field, column) -> {
            JsonNode value = value(row, field, column);
            if (!value.isMissingNode() && !value.isNull()) {
                // Benchmarks call one answer and a list of accepted ones alike.
                renamed.set(field.equals("label") && value.isArray() ? "answers" : field, value);
            }
        });
        ArrayNode options = renamed.arrayNode();
        for (String letter : letters) {
            if (!row.path(letter).asText().isBlank() && options.size() == letters.indexOf(letter)) {
                options.add(row.get(letter).asText());
            }
        }
        if (!options.isEmpty()) {
            renamed.set("options", options);
        }
        row.fields().forEachRemaining(entry -> {
            if (!taken.containsValue(entry.getKey())
                    && !letters.contains(entry.getKey())
                    && !renamed.has(entry.getKey())) {
                renamed.set(entry.getKey(), entry.getValue());
            }
        });
        return renamed;
    }

    /**
     * A text made of a row's columns, where no column has it as a whole: {@code COCO_val2014_{image_id:012}.jpg} is the image of a row
     * that has its number alone. A number behind the colon is the least of digits, with zeros before them.
     */
    private record ColumnPattern(String text) {
        private static final Pattern PLACE = Pattern.compile("\\{([^{}:]+)(?::0?([1-9]\\d?))?\\}");

        /** @throws InvalidItemException if it cannot be read */
        ColumnPattern {
            String rest = PLACE.matcher(text).replaceAll("");
            if (rest.indexOf('{') >= 0 || rest.indexOf('}') >= 0) {
                throw new InvalidItemException("\"" + text + "\" is no pattern of columns, such as {image_id}.jpg, or"
                        + " {image_id:012}.jpg with this many digits");
            }
        }

        static boolean isOne(String column) {
            return column.indexOf('{') >= 0;
        }

        List<String> columns() {
            return PLACE.matcher(text).results().map(place -> place.group(1)).toList();
        }

        /**
         * With the row's values.
         *
         * @param row gives a column's value
         * @return null if one of its columns has none
         */
        @Nullable
        String of(Function<String, JsonNode> row) {
            StringBuilder whole = new StringBuilder();
            Matcher places = PLACE.matcher(text);
            while (places.find()) {
                JsonNode value = row.apply(places.group(1));
                if (!value.isTextual() && !value.isNumber() || value.asText().isBlank()) {
                    return null;
                }
                places.appendReplacement(
                        whole, Matcher.quoteReplacement(padded(value.asText(), places.toMatchResult())));
            }
            return places.appendTail(whole).toString();
        }

        private static String padded(String value, MatchResult place) {
            int digits = place.group(2) == null ? 0 : Integer.parseInt(place.group(2));
            return "0".repeat(Math.max(0, digits - value.length())) + value;
        }
    }
}
