package dev.vlmstream.cli.output;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** A command's help with its options in groups, those that most people need first: in one long list nobody finds them. */
public final class OptionGroups {
    private final Map<String, List<String>> groups = new LinkedHashMap<>();

    /** @param groups a line each: a title, a colon, and options by their longest names, as they are listed */
    public OptionGroups(String groups) {
        groups.lines()
                .map(line -> line.split(": "))
                .forEach(group -> this.groups.put(group[0], List.of(group[1].split(" +"))));
    }

    /** @throws IllegalArgumentException if the command has no option of a name, or one that is in no group */
    public void applyTo(CommandLine command) {
        List<String> ungrouped = new ArrayList<>(command.getCommandSpec().options().stream()
                .map(OptionSpec::longestName)
                .toList());
        groups.values()
                .forEach(names -> names.forEach(name -> {
                    if (!ungrouped.remove(name)) {
                        throw new IllegalArgumentException(name + " is in two groups, or no option");
                    }
                }));
        if (!ungrouped.isEmpty()) {
            throw new IllegalArgumentException(ungrouped + " are in no group");
        }
        command.getCommandSpec().usageMessage().abbreviateSynopsis(true);
        command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, this::text);
    }

    private String text(Help help) {
        StringBuilder text = new StringBuilder();
        groups.forEach((title, names) -> {
            Help.Layout layout = help.createDefaultLayout();
            layout.addOptions(
                    names.stream()
                            .map(name -> help.commandSpec().findOption(name))
                            .toList(),
                    help.parameterLabelRenderer());
            text.append(System.lineSeparator())
                    .append(title)
                    .append(':')
                    .append(System.lineSeparator())
                    .append(layout);
        });
        return text.toString();
    }
}
