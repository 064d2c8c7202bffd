package dev.vlmstream.cli.export;

import dev.vlmstream.cli.export.ParquetTable.ParquetColumn;
import dev.vlmstream.cli.output.Csv;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.parquet.hadoop.ParquetWriter;

/** A file of columns and rows. */
enum TableFormat {
    CSV {
        @Override
        <R> void write(Path file, List<ExportColumn<R>> columns, Rows<R> rows, Map<String, String> about)
                throws IOException {
            try (Writer out = Files.newBufferedWriter(file)) {
                csv(out, columns, rows);
            }
        }
    },
    PARQUET {
        @Override
        <R> void write(Path file, List<ExportColumn<R>> columns, Rows<R> rows, Map<String, String> about)
                throws IOException {
            List<ParquetColumn<R>> typed =
                    columns.stream().map(ExportColumn::parquet).toList();
            try (ParquetWriter<R> out = ParquetTable.write(file, typed, about)) {
                each(rows, out::write);
            }
        }
    };

    /** What is written. */
    interface Rows<R> {
        void each(Consumer<R> row) throws IOException;
    }

    private interface RowWriter<R> {
        void write(R row) throws IOException;
    }

    /** @param about kept with the columns where the format has a place for it */
    abstract <R> void write(Path file, List<ExportColumn<R>> columns, Rows<R> rows, Map<String, String> about)
            throws IOException;

    /** A header, then one row per line. */
    static <R> void csv(Writer out, List<ExportColumn<R>> columns, Rows<R> rows) throws IOException {
        List<ExportColumn<R>> flat =
                columns.stream().filter(ExportColumn::inCsv).toList();
        out.write(Csv.line(flat.stream().map(ExportColumn::name).toList()) + "\n");
        each(
                rows,
                row -> out.write(
                        Csv.line(flat.stream().map(column -> column.cell(row)).toList()) + "\n"));
    }

    private static <R> void each(Rows<R> rows, RowWriter<R> writer) throws IOException {
        try {
            rows.each(row -> {
                try {
                    writer.write(row);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
