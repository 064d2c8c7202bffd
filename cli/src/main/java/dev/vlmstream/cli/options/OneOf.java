package dev.vlmstream.cli.options;

import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A value that is one of a few words; a subclass for each list names them. */
public abstract class OneOf implements ITypeConverter<String> {
    private final List<String> words;

    protected OneOf(List<String> words) {
        this.words = List.copyOf(words);
    }

    @Override
    public final String convert(String text) {
        if (!words.contains(text)) {
            throw new TypeConversionException("\"" + text + "\" is none of " + String.join(", ", words));
        }
        return text;
    }
}
