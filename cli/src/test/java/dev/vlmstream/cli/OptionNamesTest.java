package dev.vlmstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** An option's name means the same in every command, and what is meant has one name. */
class OptionNamesTest {
    /** Names of an option in one command, and where it is. */
    private record Use(String command, OptionSpec option) {
        String text() {
            return String.join(" ", option.description());
        }

        /** With the names of every place where it may be written. */
        String names() {
            return String.join(", ", new TreeSet<>(List.of(option.names())));
        }

        String kind() {
            return option.arity().max() == 0 ? "flag" : option.paramLabel();
        }

        /** What it is, without what differs by command: the default. */
        String meaning() {
            return text().replaceAll("\\s*\\(default:.*", "").replaceAll("\\.$", "");
        }
    }

    /** What is meant, by the words of the help, and how such an option is called. */
    private static final Map<Pattern, String> MEANINGS = Map.of(
            Pattern.compile("(?i)^(print|lines|the same as --format).*\\bjsonl?\\b"), "--json",
            Pattern.compile("(?i)^(where to write|write (the|what) .* there|a file ending in)"), "--out",
            Pattern.compile("(?i)^a bundle, or a directory of bundles"), "--models-dir",
            Pattern.compile("(?i)^address of the scoring service|^the scoring service that"), "--server",
            Pattern.compile("(?i)^an existing kafka cluster"), "--bootstrap",
            Pattern.compile("(?i)^which counts"), "--frequency-count",
            Pattern.compile("(?i)^the question, or one of the study's"), "--prompt",
            Pattern.compile("(?i)run's id( |;|:|\\.|$)"), "--run",
            Pattern.compile("(?i)nothing has happened"), "--patience",
            Pattern.compile("(?i)the field .*with the text"), "--corpus-field");

    private static List<Use> uses() {
        List<Use> uses = new ArrayList<>();
        add(Main.commandLine(), uses);
        return uses;
    }

    private static void add(CommandLine command, List<Use> uses) {
        command.getCommandSpec()
                .options()
                .forEach(option -> uses.add(new Use(command.getCommandSpec().qualifiedName(), option)));
        command.getSubcommands().values().stream().distinct().forEach(part -> add(part, uses));
    }

    @TestFactory
    List<DynamicTest> anOptionIsWrittenAndTakesTheSameEverywhere() {
        Map<String, List<Use>> byName = uses().stream()
                .collect(Collectors.groupingBy(use -> use.option().longestName(), TreeMap::new, Collectors.toList()));
        return byName.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    assertThat(entry.getValue().stream().map(Use::names).distinct())
                            .as("short and long names")
                            .hasSize(1);
                    assertThat(entry.getValue().stream()
                                    .map(use -> fileOrFolder(use.kind()))
                                    .distinct())
                            .as("what it takes: " + where(entry.getValue()))
                            .hasSize(1);
                }))
                .toList();
    }

    /** What is written goes to a file, a folder or either, as there are several parts of it. */
    private static String fileOrFolder(String kind) {
        return kind.equals("DIR") || kind.equals("FILE|DIR") ? "FILE" : kind;
    }

    private static String where(List<Use> uses) {
        return uses.stream().map(use -> use.command() + " " + use.kind()).collect(Collectors.joining(", "));
    }

    @Test
    void whatIsMeantHasOneName() {
        List<String> others = new ArrayList<>();
        Map<String, String> names = new TreeMap<>();
        for (Use use : uses()) {
            String name = use.option().longestName();
            MEANINGS.forEach((words, wanted) -> {
                if (words.matcher(use.text()).find() && !name.equals(wanted)) {
                    others.add(use.command() + " " + name + " means " + wanted + ": " + use.text());
                }
            });
            String before = names.putIfAbsent(use.meaning(), name);
            if (before != null && !before.equals(name)) {
                others.add(use.command() + " " + name + " is " + before + " elsewhere: " + use.text());
            }
        }
        assertThat(others).isEmpty();
    }

    /** {@code md} is not {@code markdown} somewhere else. */
    @Test
    void aFormatHasOneName() {
        TreeSet<String> formats = new TreeSet<>();
        uses().stream()
                .filter(use -> use.option().longestName().equals("--format"))
                .map(use -> use.option().type())
                .forEach(type -> Arrays.stream(type.getEnumConstants())
                        .map(String::valueOf)
                        .forEach(formats::add));
        assertThat(formats)
                .containsExactly(
                        "bin",
                        "csv",
                        "html",
                        "json",
                        "jsonl",
                        "lmms-eval",
                        "md",
                        "npy",
                        "parquet",
                        "png",
                        "safetensors",
                        "table");
    }

    @Test
    void everyCommandThatPrintsAnswersHasThemAsJson() {
        List<String> without = new ArrayList<>();
        json(Main.commandLine(), without);
        // Help and scripts are for people and shells, the others above commands of their own.
        assertThat(without).containsExactlyInAnyOrder("vlmstream help", "vlmstream completion");
    }

    private static void json(CommandLine command, List<String> without) {
        boolean leaf = command.getSubcommands().isEmpty();
        if (leaf && command.getCommandSpec().findOption("--json") == null) {
            without.add(command.getCommandSpec().qualifiedName());
        }
        command.getSubcommands().values().stream().distinct().forEach(part -> json(part, without));
    }
}
