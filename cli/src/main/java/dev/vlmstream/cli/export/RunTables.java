package dev.vlmstream.cli.export;

import dev.vlmstream.cli.output.AtomicFile;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.rest.items.ItemLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A run's predictions, and what judges made of them, as tables of the columns that occur; no row is kept in memory. */
final class RunTables implements AutoCloseable {
    private final String run;
    private final PredictionColumns predictions = new PredictionColumns();
    private final OccurringColumns<VerdictColumns.Row> verdicts =
            new OccurringColumns<>(VerdictColumns.ALL, VerdictColumns.ALWAYS);
    private final SpooledLines lines;
    private boolean judged;

    /**
     * Fetches a run.
     *
     * @param model only this one's predictions; null: all
     */
    RunTables(ScoringClient client, String run, @Nullable String model) throws IOException {
        this.run = run;
        this.lines = SpooledLines.of(client, run, model, this::see);
    }

    private void see(ItemLine line) {
        predictions.see(line);
        VerdictColumns.Row.of(line).forEach(verdict -> {
            judged = true;
            verdicts.see(verdict);
        });
    }

    /** The predictions as CSV. */
    void csv(PrintWriter out) throws IOException {
        TableFormat.csv(out, predictions.occurring(), lines::each);
    }

    /**
     * Writes both tables; of a run without verdicts there is none of them.
     *
     * @param wrote is told each file
     */
    void write(TableFormat format, TableFiles files, boolean force, Consumer<Path> wrote) throws IOException {
        write(format, files.predictions(), columns(predictions.occurring(), files), lines::each, force, wrote);
        if (judged) {
            TableFormat.Rows<VerdictColumns.Row> rows =
                    row -> lines.each(line -> VerdictColumns.Row.of(line).forEach(row));
            write(format, files.verdicts(), columns(verdicts.columns(), files), rows, force, wrote);
        } else if (force) {
            // An earlier export's, which would be taken for this one's.
            Files.deleteIfExists(files.verdicts());
        }
    }

    /** What a directory's name says would be there twice, and perhaps with two types. */
    private static <R> List<ExportColumn<R>> columns(List<ExportColumn<R>> occurring, TableFiles files) {
        return files.partition()
                ? occurring.stream()
                        .filter(column -> !column.name().equals("run"))
                        .toList()
                : occurring;
    }

    private <R> void write(
            TableFormat format,
            Path to,
            List<ExportColumn<R>> columns,
            TableFormat.Rows<R> rows,
            boolean force,
            Consumer<Path> wrote)
            throws IOException {
        try (AtomicFile file = AtomicFile.begin(to, force)) {
            format.write(file.path(), columns, rows, Map.of("run", run));
            file.commit();
            wrote.accept(file.target());
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
