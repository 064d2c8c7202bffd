package dev.vlmstream.ingest.loads;

import dev.vlmstream.schemas.DatasetLoad;
import java.util.Locale;

/** How far the reading of a dataset is. */
enum LoadState {
    WAITING,
    FETCHING,
    READING,
    PUSHING,
    DONE,
    FAILED,
    CANCELLED;

    static LoadState of(DatasetLoad load) {
        return valueOf(load.getState().toUpperCase(Locale.ROOT));
    }

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isFinal() {
        return this == DONE || this == FAILED || this == CANCELLED;
    }
}
