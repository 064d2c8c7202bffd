package dev.vlmstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.cli.command.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** docs/commands.md is made of the beginning of the commands' own help; {@code -Ddocs.write=true} writes it. */
class CommandsPageTest {
    private static final Path PAGE = Installation.home().resolve("docs/commands.md");
    private static final String BEGIN = "<!-- commands -->\n";
    private static final String END = "<!-- /commands -->";

    @Test
    void thePageListsTheCommandsAsTheirHelpDescribesThem() throws IOException {
        String page = Files.readString(PAGE);
        String current = page.substring(0, page.indexOf(BEGIN) + BEGIN.length())
                + "| command | what it does |\n|---|---|\n"
                + commands(Main.commandLine()).map(CommandsPageTest::row).collect(Collectors.joining())
                + page.substring(page.indexOf(END));
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, current);
        }
        assertThat(Files.readString(PAGE))
                .as("%s is not of the commands; write it with -Dtest=CommandsPageTest -Ddocs.write=true", PAGE)
                .isEqualTo(current);
    }

    /** Each once, whatever its other names; help is no subject of its own. */
    private static Stream<CommandLine> commands(CommandLine parent) {
        return new LinkedHashSet<>(parent.getSubcommands().values())
                .stream()
                        .filter(command -> !command.getCommandSpec().helpCommand())
                        .filter(command ->
                                !command.getCommandSpec().usageMessage().hidden());
    }

    private static String row(CommandLine command) {
        String subcommands =
                commands(command).map(each -> "`" + each.getCommandName() + "`").collect(Collectors.joining(", "));
        String about = String.format(
                        String.join(" ", command.getCommandSpec().usageMessage().description()))
                .strip()
                .replaceFirst("(?s)[.:;?]\\s.*|\\.$", "");
        return String.format(
                "| `%s`%s | %s |\n",
                command.getCommandName(), subcommands.isEmpty() ? "" : ": " + subcommands, about.replace("|", "\\|"));
    }
}
