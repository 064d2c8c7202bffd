package dev.vlmstream.evaluation.frequency;

import java.util.Locale;
import java.util.regex.Pattern;

/** A token of a place where a sentence may end, with what is decided of it. */
final class PunktToken {
    static final String NUMBER = "##number##";
    private static final Pattern NUMERIC = PythonPattern.of("^-?[\\.,]?\\d[\\d,\\.-]*\\.?$");
    private static final Pattern ELLIPSIS = Pattern.compile("\\.\\.+");
    private static final Pattern INITIAL = Pattern.compile("[\\p{L}\\p{Nl}\\p{No}_]\\.");

    final String text;
    private final String type;
    boolean endsSentence;
    boolean abbreviation;

    PunktToken(String text) {
        this.text = text;
        String lower = text.toLowerCase(Locale.ROOT);
        this.type = NUMERIC.matcher(lower).find() ? NUMBER : lower;
    }

    /** In lower case, numbers as {@link #NUMBER}, without a last full stop. */
    String plainType() {
        return type.length() > 1 && type.endsWith(".") ? type.substring(0, type.length() - 1) : type;
    }

    /** The type as the next word of a sentence: a full stop that ends the sentence is not part of it. */
    String typeAsNext() {
        return endsSentence ? plainType() : type;
    }

    boolean hasFullStop() {
        return text.endsWith(".");
    }

    boolean isEllipsis() {
        return ELLIPSIS.matcher(text).matches();
    }

    boolean isInitial() {
        return INITIAL.matcher(text).matches();
    }

    boolean isUpper() {
        return Character.isUpperCase(text.codePointAt(0));
    }

    boolean isLower() {
        return Character.isLowerCase(text.codePointAt(0));
    }
}
