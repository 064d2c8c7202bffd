package dev.vlmstream.evaluation.rules;

import dev.vlmstream.evaluation.judging.ComputedRule;
import dev.vlmstream.evaluation.judging.Declaration;
import dev.vlmstream.evaluation.judging.Grade;
import dev.vlmstream.evaluation.judging.Line;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * AI2D (A. Kembhavi et al., "A Diagram is Worth a Dozen Images", ECCV 2016) as lmms-eval judges it: models are asked for
 * the option's letter, a letter followed by a full stop at the beginning is taken from the response, and the match is
 * exact but for case and punctuation.
 */
public final class Ai2d {
    public static final ComputedRule RULE = Declaration.of(
                    "ai2d",
                    "the answer begins with the right letter and a full stop, or is the right letter",
                    "lmms-eval")
            .lines("response, label", "filtered, exact_match", Ai2d::line)
            .computed((answer, truth) -> Grade.of(matches(answer.text(), truth.label())));

    private static final Pattern LETTER =
            Pattern.compile("[\\s\\x1c-\\x1f]*([A-Z])\\.", Pattern.UNICODE_CHARACTER_CLASS);

    private Ai2d() {}

    /** The letter that the response begins with, or the whole response as it is. */
    public static String filtered(String response) {
        Matcher letter = LETTER.matcher(response);
        return letter.lookingAt() ? letter.group(1) : response;
    }

    /** Whether the filtered response is the label, but for case and ASCII punctuation; spaces and line ends count. */
    public static boolean matches(String response, String label) {
        return plain(filtered(response)).equals(plain(label));
    }

    private static String plain(String text) {
        return PythonText.PUNCTUATION.matcher(PythonText.lower(text)).replaceAll("");
    }

    /** The match is 1 or 0, as lmms-eval writes it. */
    private static Map<String, Object> line(Line line) {
        String response = line.text("response");
        Map<String, Object> computed = new LinkedHashMap<>();
        computed.put("filtered", filtered(response));
        computed.put("exact_match", matches(response, line.text("label")) ? 1.0 : 0.0);
        return computed;
    }
}
