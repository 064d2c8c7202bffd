package dev.vlmstream.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.evaluation.rules.Rule;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** A line of an export as a row: nested values are flattened, rules have a column each. */
public final class ExportCsv {
    private static final List<String> PLAIN = List.of(
            "run", "item", "image", "question", "label", "model", "task", "status", "reason", "answer", "parsed");
    private static final List<String> RULES =
            Arrays.stream(Rule.values()).map(Rule::id).toList();
    private static final List<String> NUMBERS =
            List.of("prompt_tokens", "output_tokens", "truncated", "cost", "seconds", "digest", "software");

    public static final List<String> COLUMNS = columns();

    private ExportCsv() {}

    private static List<String> columns() {
        List<String> columns = new java.util.ArrayList<>(PLAIN);
        columns.add("ranking");
        columns.addAll(RULES);
        columns.add("token_ids");
        columns.addAll(NUMBERS);
        return List.copyOf(columns);
    }

    public static List<String> row(JsonNode line) {
        return COLUMNS.stream().map(column -> cell(line, column)).toList();
    }

    private static String cell(JsonNode line, String column) {
        return switch (column) {
            case "ranking" -> joined(line.path("ranking"), "name", "|");
            case "token_ids" -> joined(line.path("token_ids"), null, " ");
            default -> text(RULES.contains(column) ? line.path("rules").path(column) : line.path(column));
        };
    }

    private static String joined(JsonNode array, String field, String separator) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(element -> text(field == null ? element : element.path(field)))
                .collect(Collectors.joining(separator));
    }

    private static String text(JsonNode value) {
        return value.isNull() || value.isMissingNode() ? "" : value.asText();
    }
}
