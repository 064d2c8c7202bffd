package dev.vlmstream.cli.report.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.cli.command.Installation;
import dev.vlmstream.cli.report.results.PublishedValues;
import dev.vlmstream.cli.report.results.PublishedValues.PublishedKey;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The published values, the declared tables and docs/study-tables.md say the same. */
class StudyTablesTest {
    @Test
    void thePageHasTheDeclaredTablesInTheirOrder() throws IOException {
        assertThat(page().stream().map(table -> table.heading() + ": " + table.title()))
                .containsExactlyElementsOf(StudyTables.ALL.stream()
                        .map(table -> table.number() + ": " + table.title())
                        .toList());
    }

    /** Row by row and column by column: what is published stands on the page, and nothing else does. */
    @Test
    void everyTableOfThePageIsTheDeclaredOneWithThePublishedValues() throws IOException {
        List<DocumentedTable> page = page();
        for (int i = 0; i < page.size(); i++) {
            StudyTable table = StudyTables.ALL.get(i);
            Map<String, Map<String, String>> published = published(table);
            Map<String, Map<String, String>> documented = page.get(i).cells();

            assertThat(List.copyOf(documented.keySet())).as(table.number()).isEqualTo(List.copyOf(published.keySet()));
            published.forEach((row, cells) -> {
                assertThat(List.copyOf(documented.get(row).keySet()))
                        .as(table.number())
                        .isEqualTo(List.copyOf(cells.keySet()));
                assertThat(documented.get(row)).as(table.number() + ", " + row).isEqualTo(cells);
            });
        }
    }

    @Test
    void everyPublishedValueHasItsPlaceInATable() {
        Set<PublishedKey> placed = new HashSet<>();
        StudyTables.ALL.forEach(table -> table.cells().forEach(cell -> placed.add(cell.key())));

        assertThat(placed).containsAll(PublishedValues.all().keySet());
        assertThat(PublishedValues.all()).hasSize(303);
    }

    private static List<DocumentedTable> page() throws IOException {
        return DocumentedTable.all(Files.readString(Installation.home().resolve("docs/study-tables.md")));
    }

    /** By row and column, as the study prints them; a dash: nothing. */
    private static Map<String, Map<String, String>> published(StudyTable table) {
        Map<String, Map<String, String>> rows = new LinkedHashMap<>();
        List<String> columns = new ArrayList<>();
        for (StudyTable.Cell cell : table.cells()) {
            Map<String, String> row = rows.computeIfAbsent(cell.row(), name -> new LinkedHashMap<>());
            if (!columns.contains(cell.column())) {
                columns.add(cell.column());
            }
            OptionalDouble value = PublishedValues.value(cell.key());
            if (value.isPresent()) {
                String before = row.put(cell.column(), text(cell.key(), value.getAsDouble()));
                assertThat(before).as(cell.toString()).isIn(null, "–");
            } else {
                row.putIfAbsent(cell.column(), "–");
            }
        }
        assertThat(rows.values())
                .allSatisfy(row -> assertThat(row.keySet()).containsExactlyInAnyOrderElementsOf(columns));
        return rows;
    }

    private static String text(PublishedKey key, double value) {
        boolean coefficient = List.of("spearman", "pearson").contains(key.setting());
        return String.format(Locale.ROOT, coefficient ? "%.2f" : "%.1f", value).replace('-', '−');
    }
}
