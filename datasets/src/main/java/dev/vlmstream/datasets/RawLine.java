package dev.vlmstream.datasets;

import org.jspecify.annotations.Nullable;

/**
 * One JSON object of a dataset file.
 *
 * @param number the line it stands on, from 1; in an array, the line it begins on
 * @param itemId counted over the whole file, so that it does not depend on what is read of it
 */
record RawLine(int number, String itemId, Fields fields) {
    /** The line's split. */
    @Nullable
    String split() {
        return fields.text("split");
    }

    QuestionFields question() {
        return new QuestionFields(fields);
    }

    /** A question brings its own text; its label is an answer, not a class. */
    boolean isQuestion() {
        return question().text() != null;
    }
}
