package dev.vlmstream.cli.report.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A Markdown table below its heading.
 *
 * @param heading without what follows the colon: {@code Table 1}
 * @param title what follows it
 * @param cells by row and column, in order, each as it is written
 */
record DocumentedTable(String heading, String title, Map<String, Map<String, String>> cells) {
    /** The tables of a page below headings such as {@code ## Table 1: TITLE} or {@code ## The study's Table 1: TITLE}. */
    static List<DocumentedTable> all(String page) {
        List<DocumentedTable> tables = new ArrayList<>();
        for (String part : page.split("(?m)^## ")) {
            List<List<String>> rows = part.lines()
                    .filter(line -> line.startsWith("| "))
                    .map(DocumentedTable::cells)
                    .toList();
            if (part.matches("(?s)(The study's )?(Table|[Ss]ection).*") && !rows.isEmpty()) {
                String[] heading = part.lines().findFirst().orElseThrow().split(": ", 2);
                tables.add(new DocumentedTable(heading[0], heading[1], table(rows)));
            }
        }
        return tables;
    }

    private static Map<String, Map<String, String>> table(List<List<String>> rows) {
        List<String> header = rows.get(0);
        Map<String, Map<String, String>> table = new LinkedHashMap<>();
        for (List<String> row : rows.subList(1, rows.size())) {
            Map<String, String> cells = new LinkedHashMap<>();
            for (int i = 1; i < header.size(); i++) {
                cells.put(header.get(i), row.get(i));
            }
            if (table.put(row.get(0), cells) != null) {
                throw new AssertionError("two rows " + row.get(0));
            }
        }
        return table;
    }

    private static List<String> cells(String line) {
        String inner = line.strip();
        return Arrays.stream(inner.substring(1, inner.length() - 1).split("\\|", -1))
                .map(String::strip)
                .toList();
    }
}
