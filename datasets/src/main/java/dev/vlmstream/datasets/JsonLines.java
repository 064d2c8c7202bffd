package dev.vlmstream.datasets;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Splits a dataset file into its JSON objects: one a line, or the elements of one array. */
final class JsonLines {
    private static final int END = -1;
    private static final int BEGINNING = 40;
    private static final int BLANKS = 1 << 16;
    private static final int SHOWN = 200;
    private static final char BYTE_ORDER_MARK = '\ufeff';
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final List<RawLine> lines = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final ItemIds ids = new ItemIds();

    private JsonLines(Path file) {
        this.file = file;
    }

    static List<RawLine> read(Path file) throws DatasetException {
        JsonLines reader = new JsonLines(file);
        try {
            reader.readAll();
        } catch (IOException e) {
            throw new DatasetException(file, "cannot read the dataset: " + Datasets.reason(e));
        }
        if (!reader.problems.isEmpty()) {
            throw new DatasetException(file, reader.problems);
        }
        if (reader.lines.isEmpty()) {
            throw new DatasetException(file, "the dataset is empty; it must hold one JSON object a line, or an array");
        }
        return reader.lines;
    }

    private void readAll() throws IOException {
        try (BufferedReader text = Files.newBufferedReader(file)) {
            int first = firstCharacter(text);
            if (first == '[') {
                readArray(text);
            } else if (first != '{' && first != END) {
                problems.add(
                        "it begins with \"" + beginning(text) + "\" and must hold JSON objects, one a line, such as"
                                + " {\"image\": …, \"label\": …}, or an array of them");
            } else {
                readLines(text);
            }
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
                .map(next -> next.replace(String.valueOf(BYTE_ORDER_MARK), "").strip())
                .filter(next -> !next.isEmpty())
                .findFirst()
                .orElse("");
        return line.length() > BEGINNING ? line.substring(0, BEGINNING) + "…" : line;
    }

    private void readLines(BufferedReader text) throws IOException {
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

    private void readLine(int number, String json) {
        try {
            add(number, JsonRecords.tree(json));
        } catch (JsonProcessingException e) {
            problems.add("line " + number + ": invalid JSON: " + e.getOriginalMessage());
        }
    }

    private void readArray(BufferedReader text) throws IOException {
        skipByteOrderMark(text);
        int line = 1;
        try (JsonParser parser = JSON.createParser(text)) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                line = parser.currentTokenLocation().getLineNr();
                add(line, parser.readValueAsTree());
            }
            if (parser.nextToken() != null) {
                problems.add("line " + parser.currentTokenLocation().getLineNr() + ": something follows the array");
            }
        } catch (JsonProcessingException e) {
            problems.add(
                    "line " + (e.getLocation() == null ? line : e.getLocation().getLineNr()) + ": invalid JSON: "
                            + e.getOriginalMessage());
        }
    }

    private static void skipByteOrderMark(BufferedReader text) throws IOException {
        text.mark(1);
        if (text.read() != BYTE_ORDER_MARK) {
            text.reset();
        }
    }

    private void add(int number, JsonNode json) {
        if (!json.isObject()) {
            String got = json.toString();
            problems.add("line " + number + ": must be a JSON object such as {\"image\": …, \"label\": …}, got "
                    + (got.length() > SHOWN ? got.substring(0, SHOWN) + "…" : got));
            return;
        }
        Fields fields = new Fields(json);
        try {
            QuestionFields question = new QuestionFields(fields);
            String id = ids.next(fields.text("image"), question.text(), question.label());
            fields.text("split");
            lines.add(new RawLine(number, id, fields));
        } catch (InvalidItemException e) {
            problems.add("line " + number + ": " + e.getMessage());
        }
    }
}
