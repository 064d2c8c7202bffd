package dev.vlmstream.datasets.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.datasets.BoundedLines;
import dev.vlmstream.datasets.Columns;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.JsonRecords;
import dev.vlmstream.datasets.Reading;
import dev.vlmstream.datasets.Row;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Splits a dataset file into its JSON objects: one a line, or the elements of one array. */
final class JsonFile {
    private static final int END = -1;
    private static final int BEGINNING = 40;
    private static final int BLANKS = 1 << 16;
    private static final int SHOWN = 200;
    private static final char BYTE_ORDER_MARK = '\ufeff';
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final String ofFile;
    private final Columns columns;
    private final Reading to;

    /** @param ofFile what tells its lines from those of other files */
    JsonFile(Path file, String ofFile, Columns columns, Reading to) {
        this.file = file;
        this.ofFile = ofFile;
        this.columns = columns;
        this.to = to;
    }

    void read() throws IOException, DatasetException {
        try (BufferedReader text = Files.newBufferedReader(file)) {
            int first = firstCharacter(text);
            if (first == '[') {
                readArray(text);
            } else if (first != '{' && first != END) {
                throw new DatasetException(
                        file,
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

    private void readLine(int number, String json) throws DatasetException {
        try {
            add(number, JsonRecords.tree(json));
        } catch (JsonProcessingException e) {
            bad(number, "invalid JSON: " + e.getOriginalMessage());
        }
    }

    private void readArray(BufferedReader text) throws IOException, DatasetException {
        skipByteOrderMark(text);
        int line = 1;
        try (JsonParser parser = JSON.createParser(text)) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                line = parser.currentTokenLocation().getLineNr();
                add(line, parser.<JsonNode>readValueAsTree());
            }
            if (parser.nextToken() != null) {
                bad(parser.currentTokenLocation().getLineNr(), "something follows the array");
            }
        } catch (JsonProcessingException e) {
            // What follows is lost: this is no row that could be skipped.
            throw new DatasetException(
                    file,
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

    private void add(int number, JsonNode json) throws DatasetException {
        if (json instanceof ObjectNode object) {
            to.add(new Row(place(number), columns.rename(object), null));
        } else {
            String got = json.toString();
            bad(
                    number,
                    "must be a JSON object such as {\"image\": …, \"label\": …}, got "
                            + (got.length() > SHOWN ? got.substring(0, SHOWN) + "…" : got));
        }
    }

    private void bad(int number, String problem) throws DatasetException {
        to.bad(place(number), problem);
    }

    private String place(int number) {
        return "line " + number + ofFile;
    }
}
