package dev.vlmstream.cli.export;

import static dev.vlmstream.cli.export.ParquetTable.ColumnType.FLAG;
import static dev.vlmstream.cli.export.ParquetTable.ColumnType.INTEGER;
import static dev.vlmstream.cli.export.ParquetTable.ColumnType.NUMBER;
import static dev.vlmstream.cli.export.ParquetTable.ColumnType.TEXT;

import dev.vlmstream.cli.export.ParquetTable.ColumnType;
import dev.vlmstream.rest.items.ItemLine;
import dev.vlmstream.rest.items.ItemLine.VerdictLine;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The columns of a table of judges' verdicts, one row per verdict. */
final class VerdictColumns {
    /** What every verdict has. */
    static final int ALWAYS = 6;

    static final List<ExportColumn<Row>> ALL = List.of(
            new ExportColumn<>(
                    "run", TEXT, "the run; omitted from the files of a partitioned directory", row -> row.line.run()),
            new ExportColumn<>("item", TEXT, "the item's id", row -> row.line.item()),
            new ExportColumn<>("model", TEXT, "the model that answered", row -> row.line.model()),
            of("rule", TEXT, "the judge's rule", VerdictLine::rule),
            of("judge", TEXT, "the model that judged", VerdictLine::judge),
            of("status", TEXT, "`given`, `unparsed`, `refused` or `failed`", VerdictLine::status),
            of("correct", FLAG, "the verdict: whether the answer is right; null if there is none", VerdictLine::right),
            of("grade", NUMBER, "the cosine; null for generative judges", VerdictLine::grade),
            of("threshold", NUMBER, "the smallest cosine of a right answer", VerdictLine::threshold),
            of("text", TEXT, "the judge's reply; for `concept`, the phrase nearest to the label", VerdictLine::text),
            of("reason", TEXT, "why there is no verdict", VerdictLine::reason),
            of("cost", NUMBER, "the cost in USD", VerdictLine::cost),
            of("prompt_tokens", INTEGER, "tokens in the prompt", verdict -> count(verdict.promptTokens())),
            of("output_tokens", INTEGER, "tokens generated", verdict -> count(verdict.outputTokens())),
            of(
                    "judge_digest",
                    TEXT,
                    "the digest of the judge's bundle",
                    verdict -> verdict.digest().isEmpty() ? null : verdict.digest()));

    private VerdictColumns() {}

    /** A verdict, and the line whose answer it is about. */
    record Row(ItemLine line, VerdictLine verdict) {
        static List<Row> of(ItemLine line) {
            return line.verdicts().stream()
                    .map(verdict -> new Row(line, verdict))
                    .toList();
        }
    }

    private static ExportColumn<Row> of(
            String name, ColumnType type, String about, Function<VerdictLine, ? extends @Nullable Object> value) {
        return new ExportColumn<>(name, type, about, row -> value.apply(row.verdict));
    }

    /** Judges that compare read no tokens. */
    private static @Nullable Long count(int tokens) {
        return tokens == 0 ? null : (long) tokens;
    }
}
