package dev.vlmstream.cli.export;

import dev.vlmstream.cli.export.ExportColumn.Type;
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
                    "run", Type.TEXT, "the run; not in a partitioned directory's files", row -> row.line.run()),
            new ExportColumn<>("item", Type.TEXT, "the item's id", row -> row.line.item()),
            new ExportColumn<>("model", Type.TEXT, "whose answer was judged", row -> row.line.model()),
            of("rule", Type.TEXT, "the rule's id", VerdictLine::rule),
            of("judge", Type.TEXT, "the bundle that judged", VerdictLine::judge),
            of("status", Type.TEXT, "`given`, `unparsed`, `refused` or `failed`", VerdictLine::status),
            of("correct", Type.FLAG, "the verdict; null unless it is given", VerdictLine::right),
            of("grade", Type.NUMBER, "the cosine; null of a judge that writes", VerdictLine::grade),
            of("threshold", Type.NUMBER, "the cosine from which on an answer is right", VerdictLine::threshold),
            of(
                    "text",
                    Type.TEXT,
                    "the judge's reply; of `concept` the concept nearest to the label",
                    VerdictLine::text),
            of("reason", Type.TEXT, "why there is no verdict", VerdictLine::reason),
            of("cost", Type.NUMBER, "USD", VerdictLine::cost),
            of(
                    "prompt_tokens",
                    Type.INTEGER,
                    "tokens that a judge which writes read",
                    verdict -> count(verdict.promptTokens())),
            of("output_tokens", Type.INTEGER, "tokens that it generated", verdict -> count(verdict.outputTokens())),
            of(
                    "judge_digest",
                    Type.TEXT,
                    "the judge's bundle",
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
            String name, Type type, String about, Function<VerdictLine, ? extends @Nullable Object> value) {
        return new ExportColumn<>(name, type, about, row -> value.apply(row.verdict));
    }

    /** Judges that compare read no tokens. */
    private static @Nullable Long count(int tokens) {
        return tokens == 0 ? null : (long) tokens;
    }
}
