package dev.vlmstream.cli.export;

import dev.vlmstream.evaluation.judging.Rule;
import dev.vlmstream.evaluation.rules.Rules;
import dev.vlmstream.rest.items.ItemLine;
import dev.vlmstream.rest.items.ItemLine.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A column of exported predictions: nested values are flattened, rules have a column each.
 *
 * @param type how its values are kept where there are types
 * @param value of a line of an export, of the type's class, or a list of it
 */
record ExportColumn(String name, Type type, Function<ItemLine, ? extends @Nullable Object> value) {
    enum Type {
        TEXT,
        FLAG,
        INTEGER,
        NUMBER,
        TEXTS,
        INTEGERS,
        NUMBERS
    }

    /** Everything that fits into a table, in the order of its columns. */
    static final List<ExportColumn> ALL = all();

    private static List<ExportColumn> all() {
        List<ExportColumn> columns = new ArrayList<>(List.of(
                new ExportColumn("run", Type.TEXT, ItemLine::run),
                new ExportColumn("item", Type.TEXT, ItemLine::item),
                new ExportColumn("image", Type.TEXT, ItemLine::image),
                new ExportColumn("question", Type.TEXT, ItemLine::question),
                new ExportColumn("label", Type.TEXT, ItemLine::label),
                new ExportColumn("model", Type.TEXT, ItemLine::model),
                new ExportColumn("task", Type.TEXT, ItemLine::task),
                new ExportColumn("status", Type.TEXT, ItemLine::status),
                new ExportColumn("reason", Type.TEXT, ItemLine::reason),
                new ExportColumn("answer", Type.TEXT, ItemLine::answer),
                new ExportColumn("parsed", Type.TEXT, ItemLine::parsed),
                new ExportColumn("ranking", Type.TEXTS, line -> each(line, Place::name)),
                new ExportColumn("ranking_scores", Type.NUMBERS, line -> each(line, place -> asWritten(place.score()))),
                new ExportColumn("likelihoods", Type.NUMBERS, ExportColumn::likelihoods),
                new ExportColumn("likelihood_tokens", Type.INTEGERS, ExportColumn::likelihoodTokens)));
        Rules.ALL.stream()
                .map(Rule::id)
                .forEach(rule -> columns.add(
                        new ExportColumn(rule, Type.FLAG, line -> line.rules().get(rule))));
        Rules.ALL.stream()
                .filter(Rule::isGraded)
                .map(Rule::id)
                .forEach(rule -> columns.add(new ExportColumn(
                        rule + "_grade", Type.NUMBER, line -> line.grades().get(rule))));
        columns.addAll(List.of(
                new ExportColumn(
                        "token_ids",
                        Type.INTEGERS,
                        line -> line.tokenIds().stream().map(Integer::longValue).toList()),
                new ExportColumn("prompt_tokens", Type.INTEGER, line -> whole(line.promptTokens())),
                new ExportColumn("output_tokens", Type.INTEGER, line -> whole(line.outputTokens())),
                new ExportColumn("truncated", Type.FLAG, ItemLine::truncated),
                new ExportColumn("cost", Type.NUMBER, ItemLine::cost),
                new ExportColumn("seconds", Type.NUMBER, ItemLine::seconds),
                new ExportColumn("digest", Type.TEXT, ItemLine::digest),
                new ExportColumn("software", Type.TEXT, ItemLine::software)));
        return List.copyOf(columns);
    }

    private static <T> List<T> each(ItemLine line, Function<Place, T> part) {
        return line.ranking().stream().map(part).toList();
    }

    private static List<Double> likelihoods(ItemLine line) {
        float[] sums = line.likelihoods() == null ? new float[0] : line.likelihoods();
        return IntStream.range(0, sums.length).mapToObj(i -> asWritten(sums[i])).toList();
    }

    private static List<Long> likelihoodTokens(ItemLine line) {
        int[] tokens = line.likelihoodTokens() == null ? new int[0] : line.likelihoodTokens();
        return Arrays.stream(tokens).asLongStream().boxed().toList();
    }

    private static @Nullable Long whole(@Nullable Integer number) {
        return number == null ? null : number.longValue();
    }

    /** The number with the digits that JSON has of it, not with those that a wider type would make of its bits. */
    private static Double asWritten(float number) {
        return Double.valueOf(Float.toString(number));
    }

    /** As a cell of text: names apart by bars, numbers by spaces; empty where there is no value. */
    String cell(ItemLine line) {
        Object found = value.apply(line);
        if (found instanceof List<?> list) {
            return list.stream().map(String::valueOf).collect(Collectors.joining(type == Type.TEXTS ? "|" : " "));
        }
        return found == null ? "" : found.toString();
    }

    /** With types. */
    ParquetColumn<ItemLine> parquet() {
        return switch (type) {
            case TEXT -> ParquetColumn.text(name, as(String.class));
            case FLAG -> ParquetColumn.flag(name, as(Boolean.class));
            case INTEGER -> ParquetColumn.integer(name, as(Long.class));
            case NUMBER -> ParquetColumn.number(name, as(Double.class));
            case TEXTS -> ParquetColumn.texts(name, list(String.class));
            case INTEGERS -> ParquetColumn.integers(name, list(Long.class));
            case NUMBERS -> ParquetColumn.numbers(name, list(Double.class));
        };
    }

    private <T> Function<ItemLine, @Nullable T> as(Class<T> type) {
        return line -> type.cast(value.apply(line));
    }

    private <T> Function<ItemLine, List<T>> list(Class<T> type) {
        return line -> ((List<?>) value.apply(line)).stream().map(type::cast).toList();
    }
}
