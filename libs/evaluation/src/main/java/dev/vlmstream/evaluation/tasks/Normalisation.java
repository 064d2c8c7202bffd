package dev.vlmstream.evaluation.tasks;

import dev.vlmstream.evaluation.Named;
import dev.vlmstream.evaluation.rules.PythonText;
import dev.vlmstream.evaluation.rules.VqaAccuracy;
import dev.vlmstream.evaluation.rules.VqaText;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How an answer and the right ones are written before they are compared. */
public enum Normalisation implements Named {
    LOWERCASE(PythonText::lower),
    /** Without ASCII punctuation. */
    STRIP_PUNCTUATION(Normalisation::withoutPunctuation),
    /** Without the words a, an and the, in any case. */
    DROP_ARTICLES(text -> words(text, word -> VqaText.ARTICLES.contains(PythonText.lower(word)) ? "" : word)),
    /** Zero to ten, in any case, as digits. */
    NUMBER_WORDS(text -> words(text, word -> VqaText.NUMBER_WORDS.getOrDefault(PythonText.lower(word), word))),
    /** Numbers without commas between thousands and without trailing zeros: 1,000.50 is 1000.5. */
    NUMBERS(text -> words(text, Normalisation::number)),
    /** Runs of white space as one space, none around. */
    SQUEEZE_SPACES(text -> String.join(" ", PythonText.split(text))),
    /** Unicode's compatibility composition. */
    NFKC(text -> Normalizer.normalize(text, Normalizer.Form.NFKC)),
    /** All that TextVQA's scorer does, {@link VqaAccuracy#normalized}. */
    VQA(VqaAccuracy::normalized);

    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(?:\\d{1,3}(?:,\\d{3}){1,20}|\\d{1,60})(?:\\.\\d{1,60})?");
    private final UnaryOperator<String> function;

    Normalisation(UnaryOperator<String> function) {
        this.function = function;
    }

    public String of(String text) {
        return function.apply(text);
    }

    private static String withoutPunctuation(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
            if (letter || c <= ' ' || c >= '\u007f') {
                kept.append(c);
            }
        }
        return kept.toString();
    }

    private static String words(String text, UnaryOperator<String> each) {
        return PythonText.split(text).stream()
                .map(each)
                .filter(word -> !word.isEmpty())
                .collect(Collectors.joining(" "));
    }

    private static String number(String word) {
        if (!NUMBER.matcher(word).matches()) {
            return word;
        }
        BigDecimal number = new BigDecimal(word.replace(",", ""));
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
