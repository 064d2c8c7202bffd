package dev.vlmstream.scoring.ledger;

import org.jspecify.annotations.Nullable;

/**
 * What failed.
 *
 * @param item run/item
 * @param model null: every model of the run
 */
record FailureKey(String item, @Nullable String model) {
    private static final char SEPARATOR = '\0';

    String run() {
        return item.substring(0, item.indexOf('/'));
    }

    String itemId() {
        return item.substring(item.indexOf('/') + 1);
    }

    String text() {
        return item + SEPARATOR + (model == null ? "" : model);
    }

    static FailureKey parse(String text) {
        int separator = text.lastIndexOf(SEPARATOR);
        String model = text.substring(separator + 1);
        return new FailureKey(text.substring(0, separator), model.isEmpty() ? null : model);
    }
}
