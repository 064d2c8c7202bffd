package dev.vlmstream.inference.paligemma;

import java.util.regex.Pattern;

/**
 * The words before a question by which the model was taught what to do (the table of big_vision's README of PaliGemma).
 */
final class TaskPrefix {

    private static final String ANSWER = "answer en ";

    /** The languages of Crossmodal-3600, which it was trained on. */
    private static final String LANGUAGES =
            "ar|bn|cs|da|de|el|en|es|fa|fi|fil|fr|he|hi|hr|hu|id|it|ja|ko|mi|nl|no|pl|pt|quz|ro|ru|sv|sw|te|th|tr|uk|vi|zh";

    private static final Pattern KNOWN = Pattern.compile(
            "(?:answer|caption|cap|describe|question) (?:" + LANGUAGES + ")(?: |$)|(?:detect|segment) |ocr$");

    private TaskPrefix() {}

    /** A question after {@code answer en}, unless it begins with a task itself. */
    static String before(String question) {
        return KNOWN.matcher(question).lookingAt() ? question : ANSWER + question;
    }
}
