package dev.vlmstream.evaluation.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.evaluation.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private static String table() {
        StringBuilder table = new StringBuilder("| key | takes | default | meaning |\n|---|---|---|---|\n");
        for (RunSetting<?> setting : RunSettings.all()) {
            String option = setting.option().equals(setting.key()) ? "" : ", `" + setting.option() + "`";
            String tasks = setting.tasks().size() == Task.values().length
                    ? ""
                    : "For " + setting.taskNames() + " only. ";
            table.append(String.join(
                            " | ",
                            "| `" + setting.key() + "`" + option,
                            setting.type().words(),
                            setting.defaultWords().isEmpty() ? "–" : setting.defaultWords(),
                            tasks + setting.help().replace("|", "\\|")))
                    .append(" |\n");
        }
        return table.toString();
    }
}
