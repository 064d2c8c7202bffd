package dev.vlmstream.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text made of a row's columns, where no column has it as a whole: {@code COCO_val2014_{image_id:012}.jpg} is the image of a row
 * that has its number alone. A number behind the colon is the least of digits, with zeros before them.
 */
record ColumnPattern(String text) {
    private static final Pattern PLACE = Pattern.compile("\\{([^{}:]+)(?::0?([1-9]\\d?))?\\}");

    /** @throws InvalidItemException if it cannot be read */
    ColumnPattern {
        String rest = PLACE.matcher(text).replaceAll("");
        if (rest.indexOf('{') >= 0 || rest.indexOf('}') >= 0) {
            throw new InvalidItemException("\"" + text + "\" is no pattern of columns, such as {image_id}.jpg, or"
                    + " {image_id:012}.jpg with this many digits");
        }
    }

    static boolean isOne(String column) {
        return column.indexOf('{') >= 0;
    }

    List<String> columns() {
        return PLACE.matcher(text).results().map(place -> place.group(1)).toList();
    }

    /**
     * With the row's values.
     *
     * @param row gives a column's value
     * @return null if one of its columns has none
     */
    @Nullable
    String of(Function<String, JsonNode> row) {
        StringBuilder whole = new StringBuilder();
        Matcher places = PLACE.matcher(text);
        while (places.find()) {
            JsonNode value = row.apply(places.group(1));
            if (!value.isTextual() && !value.isNumber() || value.asText().isBlank()) {
                return null;
            }
            places.appendReplacement(whole, Matcher.quoteReplacement(padded(value.asText(), places.toMatchResult())));
        }
        return places.appendTail(whole).toString();
    }

    private static String padded(String value, MatchResult place) {
        int digits = place.group(2) == null ? 0 : Integer.parseInt(place.group(2));
        return "0".repeat(Math.max(0, digits - value.length())) + value;
    }
}
