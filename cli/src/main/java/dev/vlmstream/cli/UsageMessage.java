package dev.vlmstream.cli;

import dev.vlmstream.evaluation.NearNames;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, in the words of the help instead of the parser's. */
final class UsageMessage {
    private static final Pattern INVALID = Pattern.compile(
            "Invalid value for (?:option '([^']+)'|positional parameter at index \\S+ \\(([^)]+)\\))[^:]*: (.*)",
            Pattern.DOTALL);
    private static final Pattern ONE_OF =
            Pattern.compile("expected one of \\[(.*)] \\(case-(?:in)?sensitive\\) but was '(.*)'", Pattern.DOTALL);
    private static final Pattern IS_NOT = Pattern.compile("'(.*)' is not an? (.*)", Pattern.DOTALL);

    private static final Pattern NO_PAIR = Pattern.compile(
            "Value for option (?:option '([^']+)'|positional parameter at index \\S+) \\((.+)\\) should be in KEY=VALUE\\S*"
                    + " format but was (.*)",
            Pattern.DOTALL);
    private static final Pattern WITHOUT_VALUE =
            Pattern.compile("option '([^']+)' .*should be specified without '(.*)' parameter", Pattern.DOTALL);
    private static final Pattern NO_COMMAND = Pattern.compile("Unknown subcommand '(.*)'\\.?", Pattern.DOTALL);

    private UsageMessage() {}

    static String of(ParameterException wrong) {
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched);
        }
        if (wrong instanceof MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            return missing(missing.getMissing());
        }
        if (wrong instanceof OverwrittenOptionException twice) {
            return name(twice.getOverwritten()) + " is given twice; once is enough";
        }
        return ofText(wrong);
    }

    /** Of those that the parser tells apart by their text alone. */
    private static String ofText(ParameterException wrong) {
        String message = wrong.getMessage();
        Matcher without = WITHOUT_VALUE.matcher(message);
        if (without.matches()) {
            return without.group(1) + " takes no value; leave out \"=" + without.group(2) + "\"";
        }
        Matcher pair = NO_PAIR.matcher(message);
        if (pair.matches()) {
            return (pair.group(1) == null ? "" : pair.group(1) + ": ") + "\"" + pair.group(3) + "\" is not "
                    + pair.group(2);
        }
        Matcher command = NO_COMMAND.matcher(message);
        if (command.matches()) {
            return unknownCommand(command.group(1), wrong.getCommandLine());
        }
        Matcher invalid = INVALID.matcher(message);
        return invalid.matches()
                ? sentence(invalid.group(1) == null ? invalid.group(2) : invalid.group(1), value(invalid.group(3)))
                : message;
    }

    /** An option that does not exist is named as an unknown key of a manifest is. */
    private static String sentence(String argument, String problem) {
        return argument + (problem.startsWith("must ") ? " " : ": ") + problem;
    }

    private static String unmatched(UnmatchedArgumentException unmatched) {
        String given = unmatched.getUnmatched().get(0);
        if (!unmatched.isUnknownOption()) {
            if (takesCommands(unmatched.getCommandLine())) {
                return unknownCommand(given, unmatched.getCommandLine());
            }
            return "unexpected argument \"" + given + "\"" + near(unmatched);
        }
        return "unknown option \"" + given.replaceFirst("=.*", "") + "\"" + near(unmatched);
    }

    private static String unknownCommand(String given, CommandLine command) {
        return "unknown command \"" + given + "\""
                + NearNames.suggestion(given, command.getSubcommands().keySet());
    }

    private static boolean takesCommands(CommandLine command) {
        return !command.getSubcommands().isEmpty()
                && command.getCommandSpec().positionalParameters().isEmpty();
    }

    private static String near(UnmatchedArgumentException unmatched) {
        return unmatched.getSuggestions().stream()
                .findFirst()
                .map(near -> "; did you mean \"" + near.replaceFirst("=.*", "") + "\"?")
                .orElse("");
    }

    private static String missing(List<ArgSpec> missing) {
        return missing.stream().map(UsageMessage::withValue).distinct().collect(Collectors.joining(" and "))
                + (missing.size() == 1 ? " is missing" : " are missing");
    }

    private static String withValue(ArgSpec missing) {
        return missing instanceof OptionSpec option && !option.paramLabel().isEmpty()
                ? option.longestName() + " " + option.paramLabel()
                : name(missing);
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static String value(String problem) {
        Matcher oneOf = ONE_OF.matcher(problem);
        if (oneOf.matches()) {
            return "\"" + oneOf.group(2) + "\" is none of " + words(oneOf.group(1));
        }
        Matcher isNot = IS_NOT.matcher(problem);
        if (isNot.matches()) {
            return "\"" + isNot.group(1) + "\" is not " + kind(isNot.group(2));
        }
        return problem;
    }

    /** A constant that is written with a hyphen is not listed by its name in Java as well. */
    private static String words(String constants) {
        List<String> all = List.of(constants.split(", "));
        return all.stream()
                .filter(word -> !word.contains("_") || !all.contains(word.replace('_', '-')))
                .collect(Collectors.joining(", "));
    }

    private static String kind(String type) {
        return switch (type) {
            case "int", "long", "short" -> "a whole number";
            case "double", "float" -> "a number";
            case "boolean" -> "true or false";
            default -> "a " + type;
        };
    }
}
