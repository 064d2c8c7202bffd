package dev.vlmstream.evaluation.wikiqa;

import dev.vlmstream.evaluation.rules.PythonText;

/** Whether a question gives the class away. */
final class Naming {
    private Naming() {}

    /** Whether the name stands there as words of its own, or with a plural's ending, in whatever case. */
    static boolean names(String question, String className) {
        String text = PythonText.lower(question);
        String name = PythonText.lower(PythonText.strip(className));
        for (int at = text.indexOf(name); at >= 0 && !name.isEmpty(); at = text.indexOf(name, at + 1)) {
            int end = at + name.length();
            boolean begins = at == 0 || !Character.isLetterOrDigit(text.codePointBefore(at));
            if (begins && (isEnd(text, end) || isPlural(text, end))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPlural(String text, int end) {
        return text.startsWith("s", end) && isEnd(text, end + 1) || text.startsWith("es", end) && isEnd(text, end + 2);
    }

    private static boolean isEnd(String text, int end) {
        return end == text.length() || !Character.isLetterOrDigit(text.codePointAt(end));
    }
}
