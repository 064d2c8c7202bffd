package dev.vlmstream.datasets.formats;

import de.siegmar.fastcsv.reader.CsvIndex;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.IndexedCsvReader;
import dev.vlmstream.datasets.Base64Image;
import dev.vlmstream.datasets.BoundedLines;
import dev.vlmstream.datasets.DatasetFiles;
import dev.vlmstream.datasets.InvalidItemException;
import dev.vlmstream.datasets.image.ImageData;
import dev.vlmstream.datasets.image.OpenFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The records of a file by their numbers, in any order. Where they begin is found out once, by one look at all bytes. */
final class CsvFile {
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
                // People write a blank behind a comma, and the quote behind it; behind a tab nobody does.
                .trimWhitespacesAroundQuotes(separator != '\t')
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
        try (FileChannel channel = FileChannel.open(path)) {
            return DatasetFiles.utf8(OpenFiles.read(channel, from, (int) (end - from)));
        } catch (CharacterCodingException e) {
            throw new InvalidItemException("it is not UTF-8 text; save it as UTF-8, in Excel as CSV UTF-8", e);
        }
    }

    /**
     * An image as base64 in a cell.
     *
     * @param length of the image in bytes
     */
    record CsvImage(CsvFile csv, int number, int column, long length) implements ImageData {
        /** What {@link Base64Image} calls it. */
        static final String IMAGE = "the image";

        /** The only element of a list, as JSON or as Python prints it, and the beginning of any list. */
        private static final Pattern ONE = Pattern.compile("\\[\\s*+(?:'([^']*+)'|\"([^\"]*+)\")\\s*+\\]");

        private static final Pattern LIST = Pattern.compile("\\[\\s*+['\"]");

        /**
         * What a cell says of its image, without blanks, and without the brackets of a list that has one.
         *
         * @throws InvalidItemException if the list has several
         */
        static String alone(String cell) {
            String stripped = cell.strip();
            Matcher one = ONE.matcher(stripped);
            if (one.matches()) {
                return (one.group(1) == null ? one.group(2) : one.group(1)).strip();
            }
            if (LIST.matcher(stripped).lookingAt()) {
                throw new InvalidItemException("it has several images, and an item has one; leave such items out");
            }
            return stripped;
        }

        @Override
        public byte[] bytes() throws IOException {
            try {
                return Base64Image.decode(alone(csv.record(number).get(column)), IMAGE);
            } catch (InvalidItemException | IndexOutOfBoundsException e) {
                throw new IOException("the file changed while it was read", e);
            }
        }

        @Override
        public OptionalLong size() {
            return OptionalLong.of(length);
        }

        @Override
        public String toString() {
            return csv.path() + ", line " + csv.line(number);
        }
    }
}
