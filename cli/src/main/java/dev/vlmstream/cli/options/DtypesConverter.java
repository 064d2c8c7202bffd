package dev.vlmstream.cli.options;

import dev.vlmstream.inference.runtime.Dtypes;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Which of a bundle's files. */
public final class DtypesConverter implements ITypeConverter<Dtypes> {
    @Override
    public Dtypes convert(String text) {
        try {
            return Dtypes.of(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
