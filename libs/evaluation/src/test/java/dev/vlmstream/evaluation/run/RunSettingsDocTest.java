package dev.vlmstream.evaluation.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.evaluation.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of docs/runs.md is made of the declarations; {@code -Ddocs.write=true} writes it. */
class RunSettingsDocTest {
    private static final Path PAGE = Path.of("../../docs/runs.md");
    private static final String BEGIN = "<!-- settings -->\n";
    private static final String END = "<!-- /settings -->";

    @Test
    void theDocsListTheSettingsAsTheyAreDeclared() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, page.substring(0, begin) + table() + page.substring(end));
        } else {
            assertThat(page.substring(begin, end))
                    .as("%s; -Ddocs.write=true writes it again", PAGE)
                    .isEqualTo(table());
        }
    }

    /** Settings of generation, which have the names and meanings of transformers, share a row. */
    private static String table() {
        StringBuilder table = new StringBuilder("| key | takes (default) | meaning |\n|---|---|---|\n");
        boolean generation = false;
        for (RunSetting<?> setting : RunSettings.all()) {
            if (setting.generation().isEmpty()) {
                table.append(row(setting));
            } else if (!generation) {
                generation = true;
                table.append(
                        "| " + names() + " | numbers, `stop` texts | Generation settings, as in transformers. |\n");
            }
        }
        return table.toString();
    }

    private static String names() {
        return RunSettings.ofGeneration().stream()
                .filter(setting -> setting.generation().isPresent())
                .map(setting -> "`" + setting.key() + "`")
                .collect(Collectors.joining(", "));
    }

    private static String row(RunSetting<?> setting) {
        String option = setting.option().equals(setting.key()) ? "" : ", `" + setting.option() + "`";
        String standard = setting.defaultWords().isEmpty() ? "" : " (" + setting.defaultWords() + ")";
        String tasks = setting.tasks().size() == Task.values().length ? "" : "For " + setting.taskNames() + " only. ";
        return String.format(
                "| `%s`%s | %s%s | %s%s |\n",
                setting.key(),
                option,
                setting.type().words().replaceFirst("^an? ", ""),
                standard,
                tasks,
                setting.help().replace("|", "\\|"));
    }
}
