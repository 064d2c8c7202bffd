package dev.vlmstream.cli.export;

import dev.vlmstream.cli.export.ParquetTable.ColumnType;
import dev.vlmstream.cli.export.ParquetTable.ParquetColumn;
import dev.vlmstream.cli.output.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A column of an exported table; nested values are flattened.
 *
 * @param name in snake case, which queries need not quote
 * @param type how its values are kept where there are types
 * @param about what they are, for the docs
 * @param inCsv whether it is in CSV, too: numbers of every class would make cells of thousands of characters
 * @param value of a row, of the type's class, or a list of it; null: the row has none
 */
record ExportColumn<R>(
        String name, ColumnType type, String about, boolean inCsv, Function<R, ? extends @Nullable Object> value) {

    ExportColumn(String name, ColumnType type, String about, Function<R, ? extends @Nullable Object> value) {
        this(name, type, about, true, value);
    }

    /** The same column, in typed files alone. */
    ExportColumn<R> notInCsv() {
        return new ExportColumn<>(name, type, about, false, value);
    }

    /** Whether a row says something here. */
    boolean occursIn(R row) {
        Object found = value.apply(row);
        return found instanceof List<?> list ? !list.isEmpty() : found != null;
    }

    /** As a cell of text: a list as JSON, so that names may hold anything; empty where there is no value. */
    String cell(R row) {
        Object found = value.apply(row);
        if (found instanceof List<?> list) {
            return list.isEmpty() ? "" : Json.line(list);
        }
        return found == null ? "" : found.toString();
    }

    /** With types. */
    ParquetColumn<R> parquet() {
        return new ParquetColumn<>(name, type, value);
    }

    /** Which of the declared columns a table needs: the first few always, so that an empty run has a table, others if a row has a value. */
    static final class OccurringColumns<R> {
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
}
