package dev.vlmstream.evaluation.run;

/**
 * What a setting takes. Values arrive as the plain types of JSON: text, number, boolean, {@link java.util.List},
 * {@link java.util.Map}.
 *
 * @param <T> what they are read as
 */
public interface ValueType<T> {
    /** How a value may be given on the command line. */
    enum Shape {
        /** One value. */
        SCALAR,
        /** True if it is there. */
        FLAG,
        /** Several values. */
        LIST,
        /** Several {@code NAME=VALUE}. */
        MAP
    }

    /** @throws IllegalArgumentException with what follows the setting's key: {@code must be …, is …} */
    T read(Object value);

    /** What it takes, in words: {@code a whole number of 1 or more}. */
    String words();

    /** A text of the command line as a plain value, left as it is where it is none; {@link #read} then refuses it. */
    default Object parse(String text) {
        return text;
    }

    /** A value as a manifest holds it. */
    default Object plain(T value) {
        return value;
    }

    default Shape shape() {
        return Shape.SCALAR;
    }
}
