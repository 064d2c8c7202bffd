package dev.vlmstream.datasets.formats;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.vlmstream.datasets.BoundedLines;
import dev.vlmstream.datasets.JsonRecords;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;

/**
 * A file of a corpus: JSON Lines, or one JSON array, packed with gzip where its name ends in {@code .gz}. It is read once
 * from start to end, however large it is.
 */
public record CorpusFile(Path file) {
    private static final ObjectReader TREE = JsonRecords.MAPPER.readerFor(JsonNode.class);
    private static final int BATCH = 256;
    private static final int BUFFER = 1 << 16;
    private static final char BYTE_ORDER_MARK = '\ufeff';

    /** Records that were read but not parsed. */
    public interface Batch {
        /**
         * Parses the records; may be called on another thread than the reading one.
         *
         * @throws IllegalArgumentException naming file and record of what cannot be used
         */
        List<String> texts(CorpusForm form);
    }

    /**
     * Reads the file.
     *
     * @param batches told of records, some hundred at a time, in order
     * @param read told how many bytes of the file were read so far
     * @throws IOException if the file cannot be read or its array is broken off
     */
    public void read(Consumer<Batch> batches, LongConsumer read) throws IOException {
        try (InputStream raw = Files.newInputStream(file);
                CountedStream counted = new CountedStream(raw);
                PushbackReader text = new PushbackReader(new BufferedReader(reader(counted), BUFFER))) {
            Consumer<Batch> told = batch -> {
                batches.accept(batch);
                read.accept(counted.count());
            };
            int first = text.read();
            while (first == BYTE_ORDER_MARK || Character.isWhitespace(first)) {
                first = text.read();
            }
            if (first >= 0) {
                text.unread(first);
            }
            if (first == '[') {
                readArray(text, told);
            } else {
                readLines(new BufferedReader(text, BUFFER), told);
            }
            read.accept(counted.count());
        }
    }

    private Reader reader(InputStream in) throws IOException {
        boolean packed = file.getFileName().toString().endsWith(".gz");
        return new InputStreamReader(
                packed ? new GZIPInputStream(in, BUFFER) : new BufferedInputStream(in, BUFFER), StandardCharsets.UTF_8);
    }

    private void readLines(Reader text, Consumer<Batch> batches) throws IOException {
        BoundedLines read = new BoundedLines(text);
        List<String> lines = new ArrayList<>(BATCH);
        long number = 0;
        for (String line = read.next(); line != null; line = read.next()) {
            lines.add(line);
            if (lines.size() == BATCH) {
                batches.accept(lines(List.copyOf(lines), number));
                number += lines.size();
                lines.clear();
            }
        }
        batches.accept(lines(List.copyOf(lines), number));
    }

    private Batch lines(List<String> lines, long before) {
        return form -> {
            List<String> texts = new ArrayList<>(lines.size());
            for (int i = 0; i < lines.size(); i++) {
                if (!lines.get(i).isBlank()) {
                    texts.addAll(parse(lines.get(i), "line " + (before + i + 1), form));
                }
            }
            return texts;
        };
    }

    private List<String> parse(String line, String where, CorpusForm form) {
        try {
            return form.texts(TREE.readTree(line));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(file + ", " + where + ": no JSON: " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ", " + where + ": " + e.getMessage(), e);
        }
    }

    private void readArray(Reader text, Consumer<Batch> batches) throws IOException {
        try (JsonParser parser = JsonRecords.MAPPER.createParser(text)) {
            parser.nextToken();
            List<JsonNode> elements = new ArrayList<>(BATCH);
            long number = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                elements.add(parser.readValueAsTree());
                if (elements.size() == BATCH) {
                    batches.accept(elements(List.copyOf(elements), number));
                    number += elements.size();
                    elements.clear();
                }
            }
            batches.accept(elements(List.copyOf(elements), number));
        } catch (JsonProcessingException e) {
            throw new IOException("its array is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private Batch elements(List<JsonNode> elements, long before) {
        return form -> {
            List<String> texts = new ArrayList<>(elements.size());
            for (int i = 0; i < elements.size(); i++) {
                try {
                    texts.addAll(form.texts(elements.get(i)));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(file + ", element " + (before + i) + ": " + e.getMessage(), e);
                }
            }
            return texts;
        };
    }

    /** Knows how many bytes were read. */
    private static final class CountedStream extends FilterInputStream {
        private long count;

        CountedStream(InputStream in) {
            super(in);
        }

        long count() {
            return count;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
