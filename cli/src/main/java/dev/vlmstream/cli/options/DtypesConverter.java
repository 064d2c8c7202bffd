package dev.vlmstream.cli.options;

import dev.vlmstream.inference.runtime.Dtypes;

/** Which of a bundle's files. */
public final class DtypesConverter extends Parsed<Dtypes> {
    public DtypesConverter() {
        super(Dtypes::of);
    }
}
