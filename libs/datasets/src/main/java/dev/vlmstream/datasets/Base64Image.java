package dev.vlmstream.datasets;

import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An image's bytes in base64 (RFC 4648), as languages' libraries write it: by either alphabet, in lines, padded or not, with or without a
 * {@code data:} URI's beginning.
 */
public final class Base64Image {
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern DATA_URI = Pattern.compile("data:[^,]{0,200};base64,");

    /** As Python and DuckDB print bytes. */
    private static final Pattern PRINTED = Pattern.compile(".{0,40}\\\\x\\p{XDigit}{2}", Pattern.DOTALL);

    /** What JPEG, PNG, GIF, WebP and TIFF begin with. */
    private static final List<String> BEGINNINGS =
            List.of("/9j/", "_9j_", "iVBORw0KGgo", "R0lGOD", "UklGR", "SUkqA", "TU0AK");

    /** No file's name is as long. */
    private static final int LONGEST_NAME = 4096;

    private Base64Image() {}

    /** Whether a text is an image, be it a broken one, and no file's name. */
    public static boolean isLikeOne(String text) {
        return text.length() > LONGEST_NAME
                || isDataUri(text)
                || text.length() > 64 && BEGINNINGS.stream().anyMatch(text::startsWith);
    }

    static boolean isDataUri(String text) {
        return text.regionMatches(true, 0, "data:", 0, 5);
    }

    /**
     * @param what is named if it is not base64
     * @throws InvalidItemException if it is not base64
     */
    public static byte[] decode(String text, String what) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return decodeOther(text, what);
        }
    }

    private static byte[] decodeOther(String text, String what) {
        String plain = BLANKS.matcher(DATA_URI.matcher(text).replaceFirst("")).replaceAll("");
        boolean forUrls = plain.indexOf('-') >= 0 || plain.indexOf('_') >= 0;
        try {
            return (forUrls ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(plain);
        } catch (IllegalArgumentException e) {
            refusePrinted(text);
            throw new InvalidItemException(what + " is not base64: " + e.getMessage(), e);
        }
    }

    /** @throws InvalidItemException if a text that should be an image is what programs print of its bytes */
    static void refusePrinted(String text) {
        if (PRINTED.matcher(text).lookingAt()) {
            throw new InvalidItemException("the image is bytes printed as text, " + InvalidItemException.shown(text)
                    + "; write file names, base64, or Parquet");
        }
    }
}
