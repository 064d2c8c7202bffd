package dev.vlmstream.cli.export;

import dev.vlmstream.cli.output.Csv;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.LmmsEvalSamples;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.rest.items.ItemLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.parquet.hadoop.ParquetWriter;
import org.jspecify.annotations.Nullable;

/** Writes a run's predictions with their scores, as they come from the scoring service: none is kept in memory. */
public final class PredictionExport {
    private static final List<ExportColumn> COLUMNS = ExportColumn.ALL;

    private final ScoringClient client;
    private final String run;
    private final @Nullable String model;

    /** @param model only this one's; null: all */
    public PredictionExport(ScoringClient client, String run, @Nullable String model) {
        this.client = client;
        this.run = run;
        this.model = model;
    }

    /** A JSON object a line. */
    public void json(PrintWriter out) {
        each((row, line) -> out.print(line + "\n"));
    }

    /** A header, then a row a line. */
    public void csv(PrintWriter out) {
        List<ExportColumn> flat =
                COLUMNS.stream().filter(PredictionExport::fitsCsv).toList();
        out.print(Csv.line(flat.stream().map(ExportColumn::name).toList()) + "\n");
        each((row, line) ->
                out.print(Csv.line(flat.stream().map(column -> column.cell(row)).toList()) + "\n"));
    }

    /** Numbers of every class would make cells of thousands of characters. */
    private static boolean fitsCsv(ExportColumn column) {
        return column.type() != ExportColumn.Type.NUMBERS && !column.name().equals("likelihood_tokens");
    }

    /**
     * lmms-eval's samples.
     *
     * @return how many items have no place there, having failed or been refused
     */
    public int lmmsEval(PrintWriter out) {
        LmmsEvalSamples samples = new LmmsEvalSamples();
        each((row, line) -> samples.of(row).ifPresent(sample -> out.print(Json.line(sample) + "\n")));
        return samples.leftOut();
    }

    /** The CSV's columns with types, and the numbers of every class. */
    public void parquet(Path file) throws IOException {
        List<ParquetColumn<ItemLine>> columns =
                COLUMNS.stream().map(ExportColumn::parquet).toList();
        try (ParquetWriter<ItemLine> out = ParquetTable.write(file, columns, Map.of("run", run))) {
            each((row, line) -> write(out, row));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void write(ParquetWriter<ItemLine> out, ItemLine row) {
        try {
            out.write(row);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void each(BiConsumer<ItemLine, String> lines) {
        client.export(run, (row, line) -> {
            if (model == null || row.model().equals(model)) {
                lines.accept(row, line);
            }
        });
    }
}
