package dev.vlmstream.evaluation.frequency;

import dev.vlmstream.evaluation.rules.PythonText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * NLTK 3.8.1's {@code word_tokenize}, the version that the study used: sentences by Punkt, in them words by the
 * expressions of {@code NLTKWordTokenizer}, which follow the Penn Treebank's (R. MacIntyre's sed script).
 */
public final class WordTokenizer {
    /** An expression and what stands for what it finds, tried only where one of the triggers is in the sentence. */
    private record Step(Pattern pattern, String replacement, String triggers) {
        private static Step of(String triggers, String expression, String replacement) {
            return new Step(PythonPattern.of(expression), replacement, triggers);
        }

        private String apply(String sentence) {
            for (int i = 0; i < triggers.length(); i++) {
                if (sentence.indexOf(triggers.charAt(i)) >= 0) {
                    return pattern.matcher(sentence).replaceAll(replacement);
                }
            }
            return sentence;
        }
    }

    private static final List<Step> BEFORE = List.of(
            Step.of("«“‘„`", "([«“‘„]|[`]+)", " $1 "),
            Step.of("\"", "^\"", "``"),
            Step.of("`", "(``)", " $1 "),
            Step.of("\"'", "([ \\(\\[{<])(\"|'{2})", "$1 `` "),
            Step.of("'", "(?iu)(')(?!re|ve|ll|m|t|s|d|n)(\\w)\\b", "$1 $2"),
            Step.of(".", "([^\\.])(\\.)([\\]\\)}>\"'»”’ ]*+)\\s*+$", "$1 $2 $3 "),
            Step.of(":,", "([:,])([^\\d])", " $1 $2"),
            Step.of(":,", "([:,])$", " $1 "),
            Step.of(".", "\\.{2,}", " $0 "),
            Step.of(";@#$%&", "[;@#$%&]", " $0 "),
            Step.of(".", "([^\\.])(\\.)([\\]\\)}>\"']*+)\\s*+$", "$1 $2$3 "),
            Step.of("?!", "[?!]", " $0 "),
            Step.of("'", "([^'])' ", "$1 ' "),
            Step.of("*", "[*]", " $0 "),
            Step.of("[](){}<>", "[\\]\\[\\(\\)\\{\\}\\<\\>]", " $0 "),
            Step.of("-", "--", " -- "));

    private static final List<Step> AFTER = List.of(
            Step.of("»”’", "([»”’])", " $1 "),
            Step.of("'", "''", " '' "),
            Step.of("\"", "\"", " '' "),
            Step.of("'", "([^' ])('[sS]|'[mM]|'[dD]|') ", "$1 $2 "),
            Step.of("'", "([^' ])('ll|'LL|'re|'RE|'ve|'VE|n't|N'T) ", "$1 $2 "));

    /** One expression that finds nothing where none of the contractions would. */
    private static final Pattern ANY_CONTRACTION =
            Pattern.compile("(?iu)cannot|d'ye|gimme|gonna|gotta|lemme|more'n|wanna| 'tis| 'twas");

    private static final List<Pattern> CONTRACTIONS = List.of(
            PythonPattern.of("(?iu)\\b(can)(not)\\b"),
            PythonPattern.of("(?iu)\\b(d)('ye)\\b"),
            PythonPattern.of("(?iu)\\b(gim)(me)\\b"),
            PythonPattern.of("(?iu)\\b(gon)(na)\\b"),
            PythonPattern.of("(?iu)\\b(got)(ta)\\b"),
            PythonPattern.of("(?iu)\\b(lem)(me)\\b"),
            PythonPattern.of("(?iu)\\b(more)('n)\\b"),
            PythonPattern.of("(?iu)\\b(wan)(na)(?=\\s)"),
            PythonPattern.of("(?iu) ('t)(is)\\b"),
            PythonPattern.of("(?iu) ('t)(was)\\b"));

    private final Sentences sentences = new Sentences();

    /** The text's tokens, sentence by sentence. Quotes come back as {@code ``} and {@code ''}. */
    public List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        sentences(text).forEach(sentence -> tokens.addAll(words(sentence)));
        return tokens;
    }

    List<String> sentences(String text) {
        return sentences.of(text);
    }

    List<String> words(String sentence) {
        String text = sentence;
        for (Step step : BEFORE) {
            text = step.apply(text);
        }
        text = " " + text + " ";
        for (Step step : AFTER) {
            text = step.apply(text);
        }
        if (ANY_CONTRACTION.matcher(text).find()) {
            for (Pattern contraction : CONTRACTIONS) {
                Matcher matcher = contraction.matcher(text);
                text = matcher.replaceAll(" $1 $2 ");
            }
        }
        return PythonText.split(text);
    }
}
