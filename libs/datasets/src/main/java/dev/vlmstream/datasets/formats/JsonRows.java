package dev.vlmstream.datasets.formats;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.datasets.BoundedLines;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.InvalidItemException;
import dev.vlmstream.datasets.JsonRecords;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one document of JSON, whatever holds them. They are passed by first, and read from their places, so that no more
 * than one is in memory, and none that is too large.
 */
final class JsonRows implements AutoCloseable {
    /** As many bytes have more characters than a message shows. */
    private static final int SHOWN = 512;

    private static final int SHOWN_KEY = 40;
    private static final Pattern START = Pattern.compile(" \\(start marker at .*line: (\\d+), column: \\d+\\]\\)");
    /** Keys of a whole dataset's rows are no names that come again, and those of one do not make the next one's slow. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(JsonRecords.DEPTH + 2)
                    .build())
            .build();

    private final Path file;
    private final JsonForm form;
    private final FileChannel bytes;

    /** Where a row lies in the file. */
    record Span(long start, long end) {}

    /** Takes one row after the other. */
    interface Visitor {
        /**
         * @param place for messages: {@code line 3}
         * @param key what the row is called by; null of an array
         */
        void row(String place, @Nullable String key, Span span) throws IOException, DatasetException;

        /** What stands in the place of a row. */
        void bad(String place, String problem) throws DatasetException;
    }

    JsonRows(Path file, JsonForm form) throws IOException {
        this.file = file;
        this.form = form;
        this.bytes = FileChannel.open(file);
    }

    static JsonParser parser(Path file) throws IOException {
        return FACTORY.createParser(Files.newInputStream(file));
    }

    /** @throws DatasetException if it is no JSON from some line on: what follows is lost, which is no row that could be skipped */
    void each(Visitor to) throws IOException, DatasetException {
        int line = 1;
        try (JsonParser parser = parser(file)) {
            toRows(parser);
            int last = 0;
            long number = 0;
            for (JsonToken token = parser.nextToken(); !isEnd(token, parser); token = parser.nextToken()) {
                String key = null;
                if (token == JsonToken.FIELD_NAME) {
                    key = parser.currentName();
                    token = parser.nextToken();
                }
                line = parser.currentTokenLocation().getLineNr();
                row(parser, place(line, line == last, ++number, key), key, to);
                last = line;
            }
            rest(parser, to);
        } catch (JsonProcessingException e) {
            int at = e.getLocation() == null
                    ? line
                    : Math.max(line, e.getLocation().getLineNr());
            throw new DatasetException(
                    file,
                    "line " + at + ": invalid JSON: "
                            + START.matcher(e.getOriginalMessage()).replaceFirst(", which begins in line $1"));
        }
    }

    private void toRows(JsonParser parser) throws IOException {
        if (form.kind() == JsonForm.Kind.LINES) {
            return;
        }
        parser.nextToken();
        if (form.kind() == JsonForm.Kind.MEMBER) {
            parser.nextToken();
            while (!form.member().equals(parser.currentName())) {
                parser.nextToken();
                parser.skipChildren();
                parser.nextToken();
            }
            parser.nextToken();
        }
    }

    private boolean isEnd(@Nullable JsonToken token, JsonParser parser) throws IOException {
        if (token == null && form.kind() != JsonForm.Kind.LINES) {
            // Jackson says what is missing.
            parser.nextToken();
        }
        return token == null || token == JsonToken.END_ARRAY || token == JsonToken.END_OBJECT;
    }

    /** What follows the rows, up to the end of the file. */
    private void rest(JsonParser parser, Visitor to) throws IOException, DatasetException {
        if (form.kind() == JsonForm.Kind.MEMBER) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                parser.nextToken();
                parser.skipChildren();
            }
        }
        if (parser.nextToken() != null) {
            to.bad(
                    "line " + parser.currentTokenLocation().getLineNr(),
                    "something follows the " + (form.kind() == JsonForm.Kind.ARRAY ? "array" : "object"));
        }
    }

    private void row(JsonParser parser, String place, @Nullable String key, Visitor to)
            throws IOException, DatasetException {
        boolean object = parser.currentToken() == JsonToken.START_OBJECT;
        String scalar = parser.currentToken().isScalarValue() ? parser.getText() : null;
        long start = parser.currentTokenLocation().getByteOffset();
        if (start < 0) {
            throw new CharacterCodingException();
        }
        parser.skipChildren();
        long end = parser.currentLocation().getByteOffset();
        if (!object) {
            to.bad(
                    place,
                    "must be a JSON object such as {\"image\": …, \"label\": …}, got "
                            + InvalidItemException.shown(scalar == null ? text(start, end) : scalar));
        } else if (end - start > BoundedLines.LONGEST) {
            to.bad(place, "has " + (end - start) + " bytes, of at most " + BoundedLines.LONGEST);
        } else {
            to.row(place, key, new Span(start, end));
        }
    }

    private static String place(int line, boolean sameLine, long number, @Nullable String key) {
        if (key != null) {
            return "entry " + (key.length() > SHOWN_KEY ? key.substring(0, SHOWN_KEY) + "…" : key);
        }
        return "line " + line + (sameLine ? ", entry " + number : "");
    }

    private String text(long start, long end) throws IOException {
        return new String(bytes(start, start + Math.min(end - start, SHOWN)), StandardCharsets.UTF_8);
    }

    /** @throws InvalidItemException if it has a key twice, or is too much of it */
    ObjectNode read(Span span) throws IOException {
        try {
            JsonNode row = JsonRecords.tree(bytes(span.start(), span.end()));
            return (ObjectNode) row;
        } catch (JsonProcessingException e) {
            throw new InvalidItemException("invalid JSON: " + e.getOriginalMessage(), e);
        }
    }

    private byte[] bytes(long start, long end) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) (end - start));
        while (buffer.hasRemaining()) {
            if (bytes.read(buffer, start + buffer.position()) < 0) {
                throw new EOFException("it has become shorter while it was read");
            }
        }
        return buffer.array();
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
