package dev.vlmstream.cli.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong in a manifest, in its own words: the parsers speak of options and of tokens. */
final class ManifestWords {
    private static final Pattern WRONG_TYPE =
            Pattern.compile("Invalid value for option '(?<key>[^']+)'[^:]*: '(?<value>.*)' is not an? (?<type>\\w+)");
    private static final Pattern YAML_LINE = Pattern.compile(" line (?<line>\\d+), column");
    private static final Pattern DUPLICATE = Pattern.compile("Duplicate field '(?<key>[^']*)'.*", Pattern.DOTALL);

    private ManifestWords() {}

    static String of(RuntimeException e) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            return unknown(unmatched);
        }
        Matcher wrongType = WRONG_TYPE.matcher(plain(e.getMessage()));
        return wrongType.find()
                ? "\"" + wrongType.group("key") + "\" must be " + type(wrongType.group("type")) + ", is \""
                        + wrongType.group("value") + "\""
                : plain(e.getMessage());
    }

    private static String type(String java) {
        return switch (java) {
            case "int", "long" -> "a whole number";
            case "double" -> "a number";
            case "boolean" -> "true or false";
            default -> "of type " + java;
        };
    }

    /** @return what follows the file's name */
    static String ofYaml(JsonProcessingException e) {
        String message = e.getOriginalMessage();
        if (message.startsWith("Trailing token")) {
            return ": several documents (\"---\"); a manifest is one run, the others need files of their own";
        }
        Matcher duplicate = DUPLICATE.matcher(message);
        if (duplicate.matches()) {
            return line(e) + ": the key \"" + duplicate.group("key") + "\" occurs twice";
        }
        String first = message.lines().findFirst().orElse("").strip();
        String second = message.lines().skip(1).findFirst().orElse("").strip();
        return line(e) + ": no YAML: " + first + (second.isEmpty() || second.startsWith("in '") ? "" : ", " + second);
    }

    /** The last line that the message names is that of the problem; where it names none, the reader's is. */
    private static String line(JsonProcessingException e) {
        String line =
                e.getLocation() == null ? null : String.valueOf(e.getLocation().getLineNr());
        Matcher named = YAML_LINE.matcher(e.getOriginalMessage());
        while (named.find()) {
            line = named.group("line");
        }
        return line == null ? "" : ", line " + line;
    }

    private static String unknown(UnmatchedArgumentException e) {
        String key = e.getUnmatched().get(0).substring(2).replaceFirst("=.*", "");
        return "unknown key \"" + key + "\"; "
                + near(key, e)
                        .map(near -> "did you mean \"" + near + "\"?")
                        .orElseGet(() -> "there are " + String.join(", ", keys(e.getCommandLine())));
    }

    private static Optional<String> near(String key, UnmatchedArgumentException e) {
        List<String> same = keys(e.getCommandLine()).stream()
                .filter(known -> known.equalsIgnoreCase(key.replace('_', '-')))
                .toList();
        return Stream.concat(
                        same.stream(),
                        e.getSuggestions().stream().map(near -> plain(near).replaceFirst("=.*", "")))
                .findFirst();
    }

    private static TreeSet<String> keys(CommandLine parser) {
        TreeSet<String> keys = new TreeSet<>();
        parser.getCommandSpec().optionsMap().keySet().forEach(name -> keys.add(plain(name)));
        return keys;
    }

    private static String plain(String message) {
        return String.valueOf(message).replaceAll("--(?=[a-z])", "");
    }
}
