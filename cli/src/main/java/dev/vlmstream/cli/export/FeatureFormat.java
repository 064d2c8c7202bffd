package dev.vlmstream.cli.export;

import java.util.Locale;

/** The files that features can be written to. */
public enum FeatureFormat {
    NPY,
    PARQUET,
    SAFETENSORS;

    /** As on the command line, and as file names end. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
