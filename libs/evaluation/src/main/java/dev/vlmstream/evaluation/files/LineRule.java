package dev.vlmstream.evaluation.files;

import java.util.Map;

/** Judges a line of a file of predictions, given as the fields of its JSON object. */
@FunctionalInterface
public interface LineRule {
    /**
     * The line with the rule's result.
     *
     * @param line fields by name; strings are String, arrays List
     * @return the line's fields in their order, with the computed ones replaced or appended
     * @throws IllegalArgumentException if a field that the rule reads is missing or has the wrong type; the message
     *     names it
     */
    Map<String, Object> judge(Map<String, Object> line);
}
