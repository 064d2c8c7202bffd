package dev.vlmstream.cli.export;

import java.util.ArrayList;
import java.util.List;

/** Which of the declared columns a table needs: the first few always, so that an empty run has a table, others if a row has a value. */
final class OccurringColumns<R> {
    private final List<ExportColumn<R>> declared;
    private final List<ExportColumn<R>> unseen;

    /** @param always how many of the first ones need no value */
    OccurringColumns(List<ExportColumn<R>> declared, int always) {
        this.declared = declared;
        this.unseen = new ArrayList<>(declared.subList(always, declared.size()));
    }

    void see(R row) {
        unseen.removeIf(column -> column.occursIn(row));
    }

    /** In their order. */
    List<ExportColumn<R>> columns() {
        return declared.stream().filter(column -> !unseen.contains(column)).toList();
    }
}
