package dev.vlmstream.cli.export;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.evaluation.judging.Rule;
import dev.vlmstream.evaluation.rules.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A column of exported predictions: nested values are flattened, rules have a column each.
 *
 * @param type how its values are kept where there are types
 * @param value of a line of an export; missing or null where it has none
 */
record ExportColumn(String name, Type type, Function<JsonNode, JsonNode> value) {
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
        List<ExportColumn> columns = new ArrayList<>();
        List.of("run", "item", "image", "question", "label", "model", "task", "status", "reason", "answer", "parsed")
                .forEach(name -> columns.add(plain(name, Type.TEXT)));
        columns.add(new ExportColumn("ranking", Type.TEXTS, line -> each(line.path("ranking"), "name")));
        columns.add(new ExportColumn("ranking_scores", Type.NUMBERS, line -> each(line.path("ranking"), "score")));
        columns.add(plain("likelihoods", Type.NUMBERS));
        columns.add(plain("likelihood_tokens", Type.INTEGERS));
        Rules.ALL.stream()
                .map(Rule::id)
                .forEach(rule -> columns.add(new ExportColumn(
                        rule, Type.FLAG, line -> line.path("rules").path(rule))));
        Rules.ALL.stream()
                .filter(Rule::isGraded)
                .map(Rule::id)
                .forEach(rule -> columns.add(new ExportColumn(
                        rule + "_grade",
                        Type.NUMBER,
                        line -> line.path("grades").path(rule))));
        columns.add(plain("token_ids", Type.INTEGERS));
        columns.add(plain("prompt_tokens", Type.INTEGER));
        columns.add(plain("output_tokens", Type.INTEGER));
        columns.add(plain("truncated", Type.FLAG));
        columns.add(plain("cost", Type.NUMBER));
        columns.add(plain("seconds", Type.NUMBER));
        columns.add(plain("digest", Type.TEXT));
        columns.add(plain("software", Type.TEXT));
        return List.copyOf(columns);
    }

    private static ExportColumn plain(String name, Type type) {
        return new ExportColumn(name, type, line -> line.path(name));
    }

    /** One field of each element. */
    private static JsonNode each(JsonNode array, String field) {
        var values = Json.array();
        array.forEach(element -> values.add(element.path(field)));
        return values;
    }

    /** As a cell of text: names apart by bars, numbers by spaces; empty where there is no value. */
    String cell(JsonNode line) {
        JsonNode found = value.apply(line);
        if (!found.isArray()) {
            return found.isNull() || found.isMissingNode() ? "" : found.asText();
        }
        return stream(found).map(JsonNode::asText).collect(Collectors.joining(type == Type.TEXTS ? "|" : " "));
    }

    /** With types. */
    ParquetColumn<JsonNode> parquet() {
        return switch (type) {
            case TEXT -> ParquetColumn.text(name, present(JsonNode::asText));
            case FLAG -> ParquetColumn.flag(name, present(JsonNode::asBoolean));
            case INTEGER -> ParquetColumn.integer(name, present(JsonNode::asLong));
            case NUMBER -> ParquetColumn.number(name, present(JsonNode::asDouble));
            case TEXTS -> ParquetColumn.texts(name, list(JsonNode::asText));
            case INTEGERS -> ParquetColumn.integers(name, list(JsonNode::asLong));
            case NUMBERS -> ParquetColumn.numbers(name, list(JsonNode::asDouble));
        };
    }

    private <T> Function<JsonNode, T> present(Function<JsonNode, T> read) {
        return value.andThen(found -> found.isNull() || found.isMissingNode() ? null : read.apply(found));
    }

    private <T> Function<JsonNode, List<T>> list(Function<JsonNode, T> read) {
        return value.andThen(found -> stream(found).map(read).toList());
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
