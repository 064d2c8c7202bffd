package dev.vlmstream.datasets.csv;

import de.siegmar.fastcsv.reader.CsvIndex;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.IndexedCsvReader;
import dev.vlmstream.datasets.BoundedLines;
import dev.vlmstream.datasets.InvalidItemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The records of a file by their numbers, in any order. Where they begin is found out once, by one look at all bytes. */
final class CsvFile {
    private static final char BYTE_ORDER_MARK = '\ufeff';
    private static final int LONGEST = BoundedLines.LONGEST;

    private final Path path;
    private final char separator;
    private final CsvIndex index;

    CsvFile(Path path, char separator) throws IOException {
        this.path = path;
        this.separator = separator;
        try (IndexedCsvReader<CsvRecord> reader =
                IndexedCsvReader.builder().fieldSeparator(separator).pageSize(1).ofCsvRecord(path)) {
            this.index = reader.getIndex();
        }
    }

    Path path() {
        return path;
    }

    /** The header included. */
    int records() {
        return index.pages().size();
    }

    /** The line on which it begins, from 1. */
    long line(int number) {
        return index.pages().get(number).startingLineNumber();
    }

    /**
     * The cells of a record; none for a blank line.
     *
     * @throws InvalidItemException if it is no record; says why
     */
    List<String> record(int number) throws IOException {
        String text = text(number);
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .fieldSeparator(separator)
                .maxBufferSize(LONGEST)
                .build(
                        CsvRecordHandler.of(
                                limits -> limits.maxFieldSize(LONGEST).maxRecordSize(LONGEST)),
                        text)) {
            List<String> cells = List.of();
            for (CsvRecord next : reader) {
                cells = next.getFields();
            }
            return cells;
        } catch (CsvParseException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new InvalidItemException("its quotes or cells are broken: " + cause.getMessage(), e);
        }
    }

    private String text(int number) throws IOException {
        long from = index.pages().get(number).offset();
        long end = number + 1 < records() ? index.pages().get(number + 1).offset() : index.fileSize();
        if (end - from > LONGEST) {
            throw new InvalidItemException("a record of " + (end - from) + " bytes begins here, and at most " + LONGEST
                    + " are read; is a quote not closed?");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) (end - from));
        try (FileChannel channel = FileChannel.open(path)) {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, from + bytes.position()) < 0) {
                    throw new IOException("the file became shorter while it was read");
                }
            }
        }
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
            return text.indexOf(BYTE_ORDER_MARK) == 0 ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new InvalidItemException("it is not UTF-8 text", e);
        }
    }
}
