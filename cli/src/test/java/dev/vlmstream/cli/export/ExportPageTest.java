package dev.vlmstream.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.cli.command.Installation;
import dev.vlmstream.evaluation.rules.Rules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of docs/export.md are the columns as declared; {@code -Ddocs.write=true} writes them again. */
class ExportPageTest {
    /** There is a column for each. */
    private static final String RULE = "each [rule](rules.md), with `_` for other characters: `label_inclusion`, …";

    private static final Path PAGE = Installation.home().resolve("docs/export.md");

    @Test
    void theTablesOfTheDocsAreTheColumns() throws IOException {
        String page = Files.readString(PAGE);
        String current = with(page, "| column | meaning |\n|---|---|\n", predictions());
        current = with(current, "| column of verdicts | meaning |\n|---|---|\n", verdicts());
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, current);
        }
        assertThat(Files.readString(PAGE))
                .as("%s is not of the columns; write it with -Dtest=ExportPageTest -Ddocs.write=true", PAGE)
                .isEqualTo(current);
    }

    private static String with(String page, String head, String rows) {
        int from = page.indexOf(head) + head.length();
        int to = page.indexOf("\n", from - 1) + 1;
        while (page.startsWith("|", to)) {
            to = page.indexOf("\n", to) + 1;
        }
        return page.substring(0, from) + rows + page.substring(to);
    }

    private static String predictions() {
        return rows(PredictionColumns.BEFORE_RULES)
                + row(RULE, PredictionColumns.rule("", ""))
                + row("`…_grade`", PredictionColumns.grade("", ""))
                + rows(PredictionColumns.AFTER_RULES);
    }

    /** Those that mean the same as in the other table share a row. */
    private static String verdicts() {
        Map<String, String> known = Stream.of(PredictionColumns.BEFORE_RULES, PredictionColumns.AFTER_RULES)
                .flatMap(List::stream)
                .collect(Collectors.toMap(ExportColumn::name, ExportColumn::about));
        Map<Boolean, List<ExportColumn<VerdictColumns.Row>>> columns = VerdictColumns.ALL.stream()
                .collect(Collectors.partitioningBy(column -> column.about().equals(known.get(column.name()))));
        return columns.get(true).stream()
                        .map(column -> "`" + column.name() + "`")
                        .collect(Collectors.joining(", ", "| ", " | as above |\n"))
                + rows(columns.get(false));
    }

    private static <R> String rows(List<ExportColumn<R>> columns) {
        return columns.stream()
                .map(column -> row("`" + column.name() + "`", column))
                .collect(Collectors.joining());
    }

    private static String row(String names, ExportColumn<?> column) {
        return String.format("| %s | %s%s |\n", names, column.about(), column.inCsv() ? "" : "; not in CSV");
    }

    @Test
    void namesAreSnakeCaseAndEachIsThereOnce() {
        List<String> names = Stream.concat(
                        Stream.concat(PredictionColumns.BEFORE_RULES.stream(), PredictionColumns.AFTER_RULES.stream())
                                .map(ExportColumn::name),
                        Rules.ALL.stream()
                                .flatMap(rule -> Stream.of("", "_grade")
                                        .map(ending -> PredictionColumns.snakeCase(rule.id()) + ending)))
                .toList();
        Set<String> different = new HashSet<>(names);
        assertThat(different).hasSameSizeAs(names).allMatch(name -> name.matches("[a-z][a-z0-9]*(_[a-z0-9]+)*"));
        assertThat(VerdictColumns.ALL).extracting(ExportColumn::name).doesNotHaveDuplicates();
    }
}
