package dev.vlmstream.cli;

import dev.vlmstream.cli.command.PrintingCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;

@Command(
        name = "completion",
        description = "Prints a script that makes your shell complete commands and options.",
        footer = {
            "  source <(vlmstream completion bash)        # also in ~/.bashrc",
            "  source <(vlmstream completion zsh)         # also in ~/.zshrc",
            "  vlmstream completion fish > ~/.config/fish/completions/vlmstream.fish"
        })
public final class CompletionCommand extends PrintingCommand {
    @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
    private Shell shell;

    /** Shells by the names of their programs. */
    enum Shell {
        bash,
        zsh,
        fish
    }

    @Override
    public Integer call() {
        CommandLine command = commandLine().getCommandSpec().root().commandLine();
        // The script for bash turns zsh's bashcompinit on by itself.
        out().print(
                        shell == Shell.fish
                                ? FishScript.of(command)
                                : AutoComplete.bash(command.getCommandName(), command));
        return 0;
    }

    /** A script of fish's {@code complete} (fishshell.com/docs/current/cmds/complete.html): commands, theirs, and options. */
    private static final class FishScript {
        private final String program;
        private final List<String> lines = new ArrayList<>();

        private FishScript(String program) {
            this.program = program;
        }

        static String of(CommandLine command) {
            FishScript script = new FishScript(command.getCommandName());
            script.add(command, List.of());
            return String.join("\n", script.lines) + "\n";
        }

        private void add(CommandLine command, List<String> path) {
            Map<String, CommandLine> parts = command.getSubcommands();
            List<String> names = parts.values().stream()
                    .filter(part -> !part.getCommandSpec().usageMessage().hidden())
                    .map(CommandLine::getCommandName)
                    .distinct()
                    .toList();
            String here = condition(path, names);
            for (String name : names) {
                complete(here, "-f -a " + quoted(name), first(parts.get(name).getCommandSpec()));
            }
            for (OptionSpec option : command.getCommandSpec().options()) {
                if (!option.hidden()) {
                    complete(condition(path, List.of()), option(option), first(option.description()));
                }
            }
            names.forEach(name -> {
                List<String> below = new ArrayList<>(path);
                below.add(name);
                add(parts.get(name), below);
            });
        }

        /** After all of the path, and none of the names. */
        private static String condition(List<String> path, List<String> names) {
            String after = path.stream()
                    .map(name -> "__fish_seen_subcommand_from " + name)
                    .collect(Collectors.joining("; and "));
            String before = names.isEmpty() ? "" : "not __fish_seen_subcommand_from " + String.join(" ", names);
            return after.isEmpty() || before.isEmpty() ? after + before : after + "; and " + before;
        }

        private static String option(OptionSpec option) {
            StringBuilder words = new StringBuilder();
            for (String name : option.names()) {
                words.append(name.startsWith("--") ? "-l " + name.substring(2) : "-s " + name.substring(1))
                        .append(' ');
            }
            return words + (option.arity().max() > 0 ? "-r" : "-f");
        }

        private void complete(String condition, String what, String description) {
            lines.add("complete -c " + program + (condition.isEmpty() ? "" : " -n " + quoted(condition)) + " " + what
                    + (description.isEmpty() ? "" : " -d " + quoted(description)));
        }

        private static String first(CommandSpec command) {
            return first(command.usageMessage().description());
        }

        /** The first sentence. */
        private static String first(String[] description) {
            String text = description.length == 0
                    ? ""
                    : description[0].replaceAll("%n|\\s+", " ").strip();
            int end = text.indexOf(". ");
            return end < 0 ? text.replaceFirst("\\.$", "") : text.substring(0, end);
        }

        private static String quoted(String text) {
            return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
        }
    }
}
