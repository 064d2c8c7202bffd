package dev.vlmstream.cli.export;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.export.ExportColumn.OccurringColumns;
import dev.vlmstream.cli.output.AtomicFile;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.rest.items.ItemLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A run's predictions, and the judges' verdicts on them, as tables of the columns that occur; no row is kept in memory. */
final class RunTables implements AutoCloseable {
    private final String run;
    private final PredictionColumns predictions = new PredictionColumns();
    private final OccurringColumns<VerdictColumns.Row> verdicts =
            new OccurringColumns<>(VerdictColumns.ALL, VerdictColumns.ALWAYS);
    private final SpooledLines lines;
    private boolean judged;

    /** @param model only this one's predictions; null: all */
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

    /**
     * Where a run's tables go.
     *
     * @param partition whether the directory's name says the run, as readers of partitioned data know it
     */
    record TableFiles(Path predictions, Path verdicts, boolean partition) {

        /** The predictions in this file, the verdicts beside it. */
        static TableFiles of(Path file) {
            String name = file.getFileName().toString();
            int dot = name.lastIndexOf('.');
            String verdicts = dot > 0 ? name.substring(0, dot) + ".verdicts" + name.substring(dot) : name + ".verdicts";
            return new TableFiles(file, file.resolveSibling(verdicts), false);
        }

        /** Both in a directory of the run's own. */
        static TableFiles partition(Path directory, String run, String ending) {
            Path own = directory.resolve("run=" + run);
            return new TableFiles(own.resolve("predictions" + ending), own.resolve("verdicts" + ending), true);
        }

        /** @throws CommandFailure if one of them is there and may not be replaced */
        void requireFree(boolean force) {
            AtomicFile.requireFree(predictions, force);
            AtomicFile.requireFree(verdicts, force);
        }
    }

    /**
     * An export's lines in a temporary file: which columns occur is known only after the last one, and a run that is still running
     * would be another one when it is asked for again.
     */
    private static final class SpooledLines implements AutoCloseable {
        private final Path file;

        private SpooledLines(Path file) {
            this.file = file;
        }

        /**
         * @param model only this one's; null: all
         * @param seen is told each line on its way
         */
        static SpooledLines of(ScoringClient client, String run, @Nullable String model, Consumer<ItemLine> seen)
                throws IOException {
            Path file = Files.createTempFile(".vlmstream-export-", ".part");
            // Also where the command is interrupted.
            file.toFile().deleteOnExit();
            SpooledLines spooled = new SpooledLines(file);
            try (Writer out = Files.newBufferedWriter(file)) {
                client.export(run, (line, json) -> {
                    if (model == null || line.model().equals(model)) {
                        seen.accept(line);
                        spooled.write(out, json);
                    }
                });
                return spooled;
            } catch (IOException | RuntimeException e) {
                spooled.close();
                throw e;
            }
        }

        private void write(Writer out, String json) {
            try {
                out.write(json);
                out.write('\n');
            } catch (IOException e) {
                throw new CommandFailure(
                        "the run's lines could not be kept in " + file.getParent() + ": " + e.getMessage()
                                + "; is the disk full?",
                        e);
            }
        }

        void each(Consumer<ItemLine> rows) throws IOException {
            try (BufferedReader in = Files.newBufferedReader(file)) {
                for (String json = in.readLine(); json != null; json = in.readLine()) {
                    rows.accept(ScoringClient.exported(json));
                }
            }
        }

        @Override
        public void close() throws IOException {
            Files.deleteIfExists(file);
        }
    }
}
