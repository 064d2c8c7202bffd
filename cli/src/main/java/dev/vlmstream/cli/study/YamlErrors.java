package dev.vlmstream.cli.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why a file is no YAML, in plain words: its parser speaks of tokens. */
final class YamlErrors {
    private static final Pattern YAML_LINE = Pattern.compile(" line (?<line>\\d+), column");
    private static final Pattern DUPLICATE = Pattern.compile("Duplicate field '(?<key>[^']*)'.*", Pattern.DOTALL);

    private YamlErrors() {}

    /** @return what follows the file's name */
    static String of(JsonProcessingException e) {
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
}
