package dev.vlmstream.evaluation.run;

import dev.vlmstream.evaluation.Named;
import dev.vlmstream.evaluation.NearNames;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The kinds of values that settings of runs take. */
public final class ValueTypes {
    /** Of a value that a message quotes. */
    private static final int QUOTED = 80;

    private ValueTypes() {}

    /** A value as messages quote it: texts in quotation marks, shortened. */
    static String quoted(Object value) {
        String text = value instanceof String ? "\"" + value + "\"" : String.valueOf(value);
        return text.length() <= QUOTED ? text : text.substring(0, QUOTED - 1) + "…";
    }

    private static IllegalArgumentException wrong(ValueType<?> type, Object value) {
        return new IllegalArgumentException("must be " + type.words() + ", is " + quoted(value));
    }

    public static ValueType<String> text() {
        return new Scalar<>("a text", value -> value instanceof String text && !text.isBlank() ? text : null);
    }

    public static ValueType<Integer> whole(int least) {
        return new Number<>(
                "a whole number of " + least + " or more",
                number -> within(number, least, Integer.MAX_VALUE).intValue());
    }

    public static ValueType<Long> whole() {
        return new Number<>(
                "a whole number",
                number -> within(number, Long.MIN_VALUE, Long.MAX_VALUE).longValue());
    }

    public static ValueType<Long> count() {
        return new Number<>(
                "a whole number of 0 or more",
                number -> within(number, 0, Long.MAX_VALUE).longValue());
    }

    private static @Nullable BigDecimal within(BigDecimal number, long least, long most) {
        boolean fits = number.stripTrailingZeros().scale() <= 0
                && number.compareTo(BigDecimal.valueOf(least)) >= 0
                && number.compareTo(BigDecimal.valueOf(most)) <= 0;
        return fits ? number : null;
    }

    public static ValueType<Double> atLeast(double least) {
        return new Number<>(
                "a number" + (least == 0 ? " of 0 or more" : ""),
                number -> number.doubleValue() >= least && Double.isFinite(number.doubleValue())
                        ? number.doubleValue()
                        : null);
    }

    public static ValueType<Double> number() {
        return atLeast(-Double.MAX_VALUE);
    }

    public static ValueType<Boolean> flag() {
        return new Flag();
    }

    public static ValueType<String> oneOf(String... words) {
        return new Choice<>(Arrays.asList(words), Function.identity(), Function.identity());
    }

    public static <E extends Enum<E> & Named> ValueType<E> oneOf(Class<E> kind) {
        return new Choice<>(
                Arrays.stream(kind.getEnumConstants()).map(Named::id).toList(), Named::id, id -> {
                    return Arrays.stream(kind.getEnumConstants())
                            .filter(constant -> constant.id().equals(id))
                            .findFirst()
                            .orElseThrow();
                });
    }

    /** Texts of which each occurs once. */
    public static ValueType<List<String>> texts() {
        return texts("texts", Pattern.compile("(?s).*\\S.*"));
    }

    /** @param words what matches the pattern, in words */
    public static ValueType<List<String>> texts(String words, Pattern pattern) {
        return new Texts(words, pattern);
    }

    public static <V> ValueType<Map<String, V>> map(ValueType<V> values) {
        return new Mapping<>(values);
    }

    /** Any plain value, left as it is; text of the command line stays text. */
    public static ValueType<Object> any() {
        return new Scalar<>("a value", value -> value);
    }

    /** Any scalar, as text. */
    public static ValueType<String> note() {
        return new Scalar<>(
                "a text", value -> value instanceof List || value instanceof Map ? null : String.valueOf(value));
    }

    private record Scalar<T>(String words, Function<Object, T> reader) implements ValueType<T> {
        @Override
        public T read(Object value) {
            T read = value == null ? null : reader.apply(value);
            if (read == null) {
                throw wrong(this, value);
            }
            return read;
        }
    }

    /** @param reader gives null for a number that is not allowed */
    private record Number<T>(String words, Function<BigDecimal, @Nullable T> reader) implements ValueType<T> {
        @Override
        public T read(Object value) {
            T read = null;
            if (value instanceof java.lang.Number) {
                try {
                    read = reader.apply(new BigDecimal(value.toString()));
                } catch (NumberFormatException | NullPointerException e) {
                    read = null;
                }
            }
            if (read == null) {
                throw wrong(this, value);
            }
            return read;
        }

        @Override
        public Object parse(String text) {
            try {
                return new BigDecimal(text.strip());
            } catch (NumberFormatException e) {
                return text;
            }
        }
    }

    private record Flag() implements ValueType<Boolean> {
        @Override
        public Boolean read(Object value) {
            if (value instanceof Boolean flag) {
                return flag;
            }
            throw wrong(this, value);
        }

        @Override
        public Object parse(String text) {
            return text.equals("true") || text.equals("false") ? (Object) Boolean.valueOf(text) : text;
        }

        @Override
        public String words() {
            return "true or false";
        }

        @Override
        public Shape shape() {
            return Shape.FLAG;
        }
    }

    private record Choice<T>(List<String> ids, Function<T, String> id, Function<String, T> constant)
            implements ValueType<T> {
        @Override
        public T read(Object value) {
            if (value instanceof String text && ids.contains(text)) {
                return constant.apply(text);
            }
            String near = value instanceof String text ? NearNames.suggestion(text, ids) : "";
            throw new IllegalArgumentException("must be " + words() + ", is " + quoted(value) + near);
        }

        @Override
        public String words() {
            int last = ids.size() - 1;
            return String.join(", ", ids.subList(0, last)) + " or " + ids.get(last);
        }

        @Override
        public Object plain(T value) {
            return id.apply(value);
        }
    }

    private record Texts(String of, Pattern pattern) implements ValueType<List<String>> {
        @Override
        public List<String> read(Object value) {
            if (!(value instanceof List) && !(value instanceof String)) {
                throw wrong(this, value);
            }
            List<?> given = value instanceof List<?> list ? list : List.of(value);
            if (given.isEmpty()) {
                throw new IllegalArgumentException("must name at least one");
            }
            LinkedHashSet<String> texts = new LinkedHashSet<>();
            for (Object one : given) {
                if (!(one instanceof String text) || !pattern.matcher(text).matches()) {
                    throw new IllegalArgumentException("must hold only " + of + ", has " + quoted(one));
                }
                texts.add(text);
            }
            return List.copyOf(texts);
        }

        @Override
        public String words() {
            return "a list of " + of;
        }

        @Override
        public Shape shape() {
            return Shape.LIST;
        }
    }

    private record Mapping<V>(ValueType<V> values) implements ValueType<Map<String, V>> {
        @Override
        public Map<String, V> read(Object value) {
            if (!(value instanceof Map<?, ?> map)) {
                throw wrong(this, value);
            }
            Map<String, V> read = new TreeMap<>();
            map.forEach((name, one) -> {
                try {
                    read.put(String.valueOf(name), values.read(one));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException("of \"" + name + "\" " + e.getMessage(), e);
                }
            });
            return read;
        }

        @Override
        public Object parse(String text) {
            return values.parse(text);
        }

        @Override
        public String words() {
            return "a mapping of names, each to " + values.words();
        }

        @Override
        public Object plain(Map<String, V> value) {
            Map<String, Object> plain = new TreeMap<>();
            value.forEach((name, one) -> plain.put(name, values.plain(one)));
            return plain;
        }

        @Override
        public Shape shape() {
            return Shape.MAP;
        }
    }

    /** The study's synonyms: label → names, or a list of {@code {"label": …, "synonyms": [ … ]}}, whose labels may repeat. */
    static ValueType<Map<String, List<String>>> namesByLabel() {
        return new NamesByLabel();
    }

    private record NamesByLabel() implements ValueType<Map<String, List<String>>> {
        @Override
        public Map<String, List<String>> read(Object value) {
            Map<String, LinkedHashSet<String>> names = new TreeMap<>();
            if (value instanceof Map<?, ?> map) {
                map.forEach((label, of) -> add(names, label, of));
            } else if (value instanceof List<?> list) {
                list.forEach(entry -> {
                    if (!(entry instanceof Map<?, ?> fields) || !(fields.get("label") instanceof String)) {
                        throw new IllegalArgumentException("has an entry without a \"label\": " + quoted(entry));
                    }
                    add(names, fields.get("label"), fields.get("synonyms"));
                });
            } else {
                throw wrong(this, value);
            }
            Map<String, List<String>> lists = new TreeMap<>();
            names.forEach((label, of) -> lists.put(label, List.copyOf(of)));
            return lists;
        }

        private static void add(Map<String, LinkedHashSet<String>> names, Object label, Object of) {
            if (!(of instanceof List<?> list)) {
                throw new IllegalArgumentException("of \"" + label + "\" must be a list of names, is " + quoted(of));
            }
            List<String> read = new ArrayList<>();
            for (Object name : list) {
                if (!(name instanceof String text) || text.isBlank()) {
                    throw new IllegalArgumentException(
                            "of \"" + label + "\" must be names that are not blank, one is " + quoted(name));
                }
                read.add(text);
            }
            names.computeIfAbsent(String.valueOf(label), key -> new LinkedHashSet<>())
                    .addAll(read);
        }

        @Override
        public String words() {
            return "a mapping of labels, each to a list of names";
        }

        @Override
        public Shape shape() {
            return Shape.MAP;
        }
    }
}
