package dev.vlmstream.evaluation.verdicts;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a judge's reply: its last line that is not blank must be the word yes or no. Nothing else is guessed at. */
public final class VerdictParser {

    private static final String NO_WORD = "[^\\p{L}\\p{N}]";
    /** Markup and punctuation around the word: {@code **Yes.**} Each run of it is looked at once. */
    private static final Pattern AROUND = Pattern.compile("^" + NO_WORD + "++|(?<!" + NO_WORD + ")" + NO_WORD + "++$");

    private VerdictParser() {}

    /** Whether the judge says that the answer is right; empty where it says neither: unparsed. */
    public static Optional<Boolean> parse(String reply) {
        List<String> lines = reply.lines().filter(line -> !line.isBlank()).toList();
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        String last = AROUND.matcher(lines.get(lines.size() - 1)).replaceAll("").toLowerCase(Locale.ROOT);
        return switch (last) {
            case "yes" -> Optional.of(true);
            case "no" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
