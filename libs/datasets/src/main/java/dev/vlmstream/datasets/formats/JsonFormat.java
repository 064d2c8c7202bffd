package dev.vlmstream.datasets.formats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.datasets.BoundedLines;
import dev.vlmstream.datasets.Columns;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.DatasetFiles;
import dev.vlmstream.datasets.DatasetFormat;
import dev.vlmstream.datasets.InvalidItemException;
import dev.vlmstream.datasets.JsonRecords;
import dev.vlmstream.datasets.Reading;
import dev.vlmstream.datasets.Reading.Row;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A file of JSON lines, or one document whose rows lie in an array or under their ids, with the study's field names. */
public final class JsonFormat implements DatasetFormat {
    /** The last that is asked: what is no dataset at all is told so in terms of JSON lines. */
    @Override
    public boolean recognises(DatasetFiles source) {
        return !source.isFolder();
    }

    @Override
    public void read(DatasetFiles source, Reading to) throws IOException, DatasetException {
        Columns columns = to.fixedColumns();
        boolean several = source.files().size() > 1;
        Path other = to.options().join();
        try (JoinedFile joined = other == null ? null : JoinedFile.open(other, columns)) {
            for (Path file : source.files()) {
                new JsonFile(file, several ? " of " + file.getFileName() : "", columns, joined, to).read();
            }
        }
    }

    @Override
    public boolean joins() {
        return true;
    }

    /**
     * Splits a dataset file into its JSON objects: one per line, or those of one document.
     *
     * @param ofFile what tells its lines from those of other files
     * @param joined what has more of each row; null: there is none
     */
    record JsonFile(
            Path file,
            String ofFile,
            Columns columns,
            @Nullable JoinedFile joined,
            Reading to) {
        private static final int END = -1;
        private static final int BEGINNING = 40;
        private static final int BLANKS = 1 << 16;
        private static final char BYTE_ORDER_MARK = '\ufeff';
        private static final String ID = "id";

        void read() throws IOException, DatasetException {
            JsonForm form = form(file, columns);
            if (form.kind() == JsonForm.Kind.LINES) {
                try (BufferedReader text = Files.newBufferedReader(file)) {
                    readLines(text);
                }
            } else {
                try (JsonRows rows = new JsonRows(file, form)) {
                    rows.each(new Rows(rows));
                }
            }
        }

        /**
         * How it holds its rows.
         *
         * @throws DatasetException if it is no JSON at its beginning, or does not tell
         */
        static JsonForm form(Path file, Columns columns) throws IOException, DatasetException {
            try (BufferedReader text = Files.newBufferedReader(file)) {
                int first = firstCharacter(text);
                if (first == '[') {
                    return JsonForm.ARRAY;
                }
                if (first == '{') {
                    return JsonForm.ofObject(file, columns.names());
                }
                if (first != END) {
                    throw new DatasetException(
                            file,
                            "it begins with \"" + beginning(text)
                                    + "\" and must hold JSON objects, one per line, such as"
                                    + " {\"image\": …, \"label\": …}, or an array of them");
                }
                return JsonForm.LINES;
            }
        }

        private final class Rows implements JsonRows.Visitor {
            private final JsonRows rows;

            Rows(JsonRows rows) {
                this.rows = rows;
            }

            @Override
            public void row(String place, @Nullable String key, JsonRows.Span span)
                    throws IOException, DatasetException {
                try {
                    ObjectNode row = rows.read(span);
                    if (key != null && !row.hasNonNull(ID)) {
                        row.put(ID, key);
                    }
                    add(place + ofFile, row);
                } catch (InvalidItemException e) {
                    to.bad(place + ofFile, e.getMessage());
                }
            }

            @Override
            public void bad(String place, String problem) throws DatasetException {
                to.bad(place + ofFile, problem);
            }
        }

        /** The first character that is not white space; the reader stays before it, or at the start of the file. */
        private static int firstCharacter(BufferedReader text) throws IOException {
            text.mark(BLANKS);
            int c = text.read();
            for (int blanks = 1; Character.isWhitespace(c) || c == BYTE_ORDER_MARK; blanks++) {
                if (blanks == BLANKS) {
                    throw new IOException("it begins with " + BLANKS + " blanks");
                }
                c = text.read();
            }
            text.reset();
            return c;
        }

        /** Of its first line that is not blank; what comes thousands of characters later is not looked for. */
        private static String beginning(BufferedReader text) throws IOException {
            char[] first = new char[2 * BLANKS];
            int length = Math.max(0, text.read(first));
            String line = new String(first, 0, length)
                    .lines()
                    .map(next ->
                            next.replace(String.valueOf(BYTE_ORDER_MARK), "").strip())
                    .filter(next -> !next.isEmpty())
                    .findFirst()
                    .orElse("");
            return line.length() > BEGINNING ? line.substring(0, BEGINNING) + "…" : line;
        }

        private void readLines(BufferedReader text) throws IOException, DatasetException {
            BoundedLines lines = new BoundedLines(text);
            int number = 0;
            for (String line = lines.next(); line != null; line = lines.next()) {
                number++;
                String json = line.indexOf(BYTE_ORDER_MARK) == 0 ? line.substring(1) : line;
                if (!json.isBlank()) {
                    readLine(number, json);
                }
            }
        }

        private void readLine(int number, String json) throws IOException, DatasetException {
            try {
                add(number, JsonRecords.tree(json));
            } catch (JsonProcessingException e) {
                to.bad(place(number), "invalid JSON: " + e.getOriginalMessage());
            }
        }

        private void add(int number, JsonNode json) throws IOException, DatasetException {
            if (json instanceof ObjectNode object) {
                add(place(number), object);
            } else {
                to.bad(
                        place(number),
                        "must be a JSON object such as {\"image\": …, \"label\": …}, got "
                                + InvalidItemException.shown(json.toString()));
            }
        }

        private void add(String place, ObjectNode row) throws IOException, DatasetException {
            try {
                ObjectNode fields = columns.rename(joined == null ? row : joined.joined(row));
                fields.remove(JoinedFile.OTHER);
                to.add(new Row(place, fields, null));
            } catch (InvalidItemException e) {
                to.bad(place, e.getMessage());
            }
        }

        private String place(int number) {
            return "line " + number + ofFile;
        }
    }

    /** A second file that has more of each row, such as its answers. Kept of it is where the row of an id lies. */
    private static final class JoinedFile implements AutoCloseable {
        /** Under which a row has what the other file says, where both use one name. */
        static final String OTHER = "join";

        private final Path file;
        private final Columns columns;
        private final JsonRows rows;
        private final Map<String, JsonRows.Span> places = new HashMap<>();

        private JoinedFile(Path file, Columns columns, JsonRows rows) {
            this.file = file;
            this.columns = columns;
            this.rows = rows;
        }

        /** @throws DatasetException if it is not there, or a row has no id or that of another */
        static JoinedFile open(Path file, Columns columns) throws IOException, DatasetException {
            if (!Files.isRegularFile(file)) {
                throw new DatasetException(
                        file,
                        "no such file, which has further fields of each row, such as the answers; say with --join"
                                + " FILE where it is");
            }
            JoinedFile joined = new JoinedFile(file, columns, new JsonRows(file, JsonFile.form(file, columns)));
            try {
                joined.rows.each(joined.new Index());
            } catch (IOException | DatasetException | RuntimeException e) {
                joined.close();
                throw e;
            }
            return joined;
        }

        private final class Index implements JsonRows.Visitor {
            @Override
            public void row(String place, @Nullable String key, JsonRows.Span span)
                    throws IOException, DatasetException {
                String id;
                try {
                    id = id(key, rows.read(span));
                } catch (InvalidItemException e) {
                    throw new DatasetException(file, place + ": " + e.getMessage());
                }
                if (places.putIfAbsent(id, span) != null) {
                    throw new DatasetException(
                            file,
                            place + ": another row has the id " + id
                                    + ", too; --map id=COLUMN says what they differ in");
                }
            }

            @Override
            public void bad(String place, String problem) throws DatasetException {
                throw new DatasetException(file, place + ": " + problem);
            }
        }

        private String id(@Nullable String key, ObjectNode row) {
            if (key != null) {
                return key;
            }
            return columns.id(row)
                    .orElseThrow(() -> new InvalidItemException(
                            "has no id by which it is found: question_id or id, or --map id=COLUMN"));
        }

        /**
         * The row, and what the other file says of it: where both use one name, its own, and the other's as {@code join.NAME}.
         *
         * @throws InvalidItemException if the other file says nothing of it
         */
        ObjectNode joined(ObjectNode row) throws IOException {
            String id = id(null, row);
            JsonRows.Span place = places.get(id);
            if (place == null) {
                throw new InvalidItemException(file.getFileName() + " has no row of the id " + id);
            }
            ObjectNode other = rows.read(place);
            ObjectNode both = other.deepCopy();
            both.setAll(row);
            both.set(OTHER, other);
            return both;
        }

        @Override
        public void close() throws IOException {
            rows.close();
        }
    }
}
