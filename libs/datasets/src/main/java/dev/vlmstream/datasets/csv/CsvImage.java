package dev.vlmstream.datasets.csv;

import dev.vlmstream.datasets.InvalidItemException;
import dev.vlmstream.datasets.image.ImageData;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * An image as base64 in a cell.
 *
 * @param length of the image in bytes
 */
record CsvImage(CsvFile csv, int number, int column, long length) implements ImageData {
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern DATA_URI = Pattern.compile("data:[^,]{0,200};base64,");
    /** What the base64 of JPEG, PNG, GIF, WebP and TIFF begins with. */
    private static final List<String> BEGINNINGS =
            List.of("/9j/", "iVBORw0KGgo", "R0lGOD", "UklGR", "SUkqA", "TU0AK", "data:");
    /** No file's name is as long. */
    private static final int LONGEST_NAME = 4096;

    /** Whether a cell holds an image, be it a broken one, and no file's name. */
    static boolean isIn(String cell) {
        return cell.length() > LONGEST_NAME
                || cell.length() > 64 && BEGINNINGS.stream().anyMatch(cell::startsWith);
    }

    /** @throws InvalidItemException if it is not base64, or that of several images */
    static byte[] decode(String cell) {
        if (cell.startsWith("[")) {
            throw new InvalidItemException("it has several images, and an item has one; leave such items out");
        }
        String encoded = BLANKS.matcher(DATA_URI.matcher(cell).replaceFirst("")).replaceAll("");
        try {
            return Base64.getDecoder().decode(encoded);
        } catch (IllegalArgumentException e) {
            throw new InvalidItemException("the image is not base64: " + e.getMessage(), e);
        }
    }

    @Override
    public byte[] bytes() throws IOException {
        try {
            return decode(csv.record(number).get(column));
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
