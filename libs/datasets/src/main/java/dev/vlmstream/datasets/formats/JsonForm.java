package dev.vlmstream.datasets.formats;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.vlmstream.datasets.DatasetException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a file of JSON holds its rows.
 *
 * @param member of which the rows are; null unless they are in a member
 */
record JsonForm(Kind kind, @Nullable String member) {
    enum Kind {
        /** One row per line. */
        LINES,
        /** One array. */
        ARRAY,
        /** An array that is a member of one object, beside what is said of the whole: {@code {"info": …, "data": […]}}. */
        MEMBER,
        /** The members of one object, which are called by the rows' ids. */
        KEYED
    }

    static final JsonForm LINES = new JsonForm(Kind.LINES, null);
    static final JsonForm ARRAY = new JsonForm(Kind.ARRAY, null);

    /** An object that has one of these is a row itself, whatever else it has. */
    private static final Set<String> OF_ROWS =
            Set.of("image", "text", "question", "query", "label", "answer", "answers", "choices", "options");

    private static final int MOST_NAMED = 5;

    /**
     * Of a file that begins with a brace: read no further than its first object, as a rule.
     *
     * @param mapped columns of rows by names of their own
     * @throws DatasetException if several of its members may be the rows
     */
    static JsonForm ofObject(Path file, Set<String> mapped) throws IOException, DatasetException {
        List<String> arrays = new ArrayList<>();
        boolean objectsAlone = true;
        boolean any = false;
        try (JsonParser parser = JsonRows.parser(file)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (OF_ROWS.contains(name) || mapped.contains(name)) {
                    requireRow(file, name, parser);
                    return LINES;
                }
                JsonToken value = parser.nextToken();
                if (name.equals("columns") && value == JsonToken.START_ARRAY) {
                    throw byColumns(file);
                }
                any = true;
                objectsAlone &= value == JsonToken.START_OBJECT;
                if (value == JsonToken.START_OBJECT) {
                    parser.skipChildren();
                } else if (value == JsonToken.START_ARRAY) {
                    if (parser.nextToken() == JsonToken.START_OBJECT && arrays.size() < MOST_NAMED) {
                        arrays.add(name);
                    }
                    skipElements(parser);
                }
            }
            if (parser.nextToken() != null) {
                return LINES;
            }
        } catch (JsonProcessingException e) {
            // Told with its line by whoever reads the rows.
            return arrays.isEmpty() && !(any && objectsAlone) ? LINES : form(file, arrays);
        }
        return arrays.isEmpty() && !(any && objectsAlone) ? LINES : form(file, arrays);
    }

    private static void requireRow(Path file, String name, JsonParser parser) throws IOException, DatasetException {
        if (Set.of("image", "label").contains(name)
                && parser.nextToken() == JsonToken.START_OBJECT
                && parser.nextToken() == JsonToken.FIELD_NAME
                && parser.currentName().equals("0")) {
            throw byColumns(file);
        }
    }

    /** What pandas writes unless it is told otherwise. */
    private static DatasetException byColumns(Path file) {
        return new DatasetException(
                file,
                "it stores columns, but rows are read: in pandas, to_json(orient=\"records\","
                        + " lines=True) writes these");
    }

    private static JsonForm form(Path file, List<String> arrays) throws DatasetException {
        if (arrays.size() > 1) {
            throw new DatasetException(
                    file,
                    "its rows could be those of " + String.join(", ", arrays)
                            + "; write the right one into a separate file");
        }
        return arrays.isEmpty() ? new JsonForm(Kind.KEYED, null) : new JsonForm(Kind.MEMBER, arrays.get(0));
    }

    /** From its first element to the end of an array. */
    private static void skipElements(JsonParser parser) throws IOException {
        for (JsonToken token = parser.currentToken();
                token != JsonToken.END_ARRAY && token != null;
                token = parser.nextToken()) {
            parser.skipChildren();
        }
    }
}
