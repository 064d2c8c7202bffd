package dev.vlmstream.evaluation.rules.benchmarks;

/** What Python's regular expressions mean by their classes, as Java's write it. */
final class PythonPatterns {
    /** White space. */
    static final String SPACE = "[\\s\\x1c-\\x1f\\x85\\p{Z}]";
    /** A character of a word. */
    static final String WORD = "[\\p{L}\\p{N}_]";
    /** A digit of any script. */
    static final String DIGIT = "\\p{Nd}";

    private PythonPatterns() {}
}
