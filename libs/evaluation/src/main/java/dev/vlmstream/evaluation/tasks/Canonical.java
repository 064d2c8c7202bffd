package dev.vlmstream.evaluation.tasks;

import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plain values as JSON on one line, always the same text for the same values, which is YAML, too. */
final class Canonical {
    private Canonical() {}

    static String text(Map<?, ?> values) {
        StringBuilder out = new StringBuilder();
        write(values, out);
        return out.toString();
    }

    /** Puts what is there: not null, false, or empty. */
    static void put(Map<String, Object> plain, String key, @Nullable Object value) {
        boolean empty = value == null
                || value.equals(false)
                || value.equals("")
                || value instanceof Collection<?> list && list.isEmpty()
                || value instanceof Map<?, ?> map && map.isEmpty();
        if (!empty) {
            plain.put(key, value);
        }
    }

    private static void write(Object value, StringBuilder out) {
        if (value instanceof Map<?, ?> map) {
            out.append('{');
            for (Iterator<? extends Map.Entry<?, ?>> all = map.entrySet().iterator(); all.hasNext(); ) {
                Map.Entry<?, ?> entry = all.next();
                quote(String.valueOf(entry.getKey()), out);
                out.append(": ");
                write(entry.getValue(), out);
                out.append(all.hasNext() ? ", " : "");
            }
            out.append('}');
        } else if (value instanceof Iterable<?> list) {
            out.append('[');
            for (Iterator<?> all = list.iterator(); all.hasNext(); ) {
                write(all.next(), out);
                out.append(all.hasNext() ? ", " : "");
            }
            out.append(']');
        } else if (value == null || value instanceof Boolean || value instanceof Number) {
            out.append(value);
        } else {
            quote(value.toString(), out);
        }
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c == '\n') {
                out.append("\\n");
            } else if (isPlain(text, i)) {
                out.append(c);
            } else {
                out.append(String.format("\\u%04x", (int) c));
            }
        }
        out.append('"');
    }

    /** What a reader of YAML takes as it is; halves of pairs are written out where the other one is missing. */
    private static boolean isPlain(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
        }
        return c >= ' ' && c < '\u007f'
                || c >= '\u00a0' && c != '\u2028' && c != '\u2029' && c != '\ufeff' && c < '\ufffe';
    }
}
