package dev.vlmstream.evaluation.frequency;

import dev.vlmstream.evaluation.rules.PythonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Punkt's decision whether a full stop, question or exclamation mark ends a sentence (Kiss and Strunk, section 4). */
final class SentenceEnds {
    static final String NO_WORD = "(?:[)\";}\\]\\*:@'\\({\\[?!])";
    private static final String SEVERAL = "(?:\\-{2,}|\\.{2,}|(?:\\.\\s){2,}\\.)";
    private static final Pattern TOKEN =
            PythonPattern.of(SEVERAL + "|(?=[^\\(\"`{\\[:;&\\#\\*@\\)}\\]\\-,])\\S+?(?=\\s|$|" + NO_WORD + "|" + SEVERAL
                    + "|,(?=$|\\s|" + NO_WORD + "|" + SEVERAL + "))|\\S");
    private static final Set<String> MARKS = Set.of(".", "?", "!");
    private static final Set<String> PUNCTUATION = Set.of(";", ":", ",", ".", "!", "?");

    private enum Starts {
        YES,
        NO,
        UNKNOWN
    }

    private final PunktModel model;

    SentenceEnds(PunktModel model) {
        this.model = model;
    }

    /** @param context the word before the mark, the mark, and what comes next */
    boolean isIn(String context) {
        List<PunktToken> tokens = tokens(context);
        tokens.forEach(this::decideAlone);
        for (int i = 0; i + 1 < tokens.size(); i++) {
            decideWithNext(tokens.get(i), tokens.get(i + 1));
            if (tokens.get(i).endsSentence) {
                return true;
            }
        }
        return false;
    }

    private static List<PunktToken> tokens(String context) {
        List<PunktToken> tokens = new ArrayList<>();
        for (String line : context.split("\n")) {
            Matcher found = TOKEN.matcher(PythonText.strip(line).isEmpty() ? "" : line);
            while (found.find()) {
                tokens.add(new PunktToken(found.group()));
            }
        }
        return tokens;
    }

    private void decideAlone(PunktToken token) {
        if (MARKS.contains(token.text)) {
            token.endsSentence = true;
        } else if (token.hasFullStop() && !token.text.endsWith("..")) {
            String word = token.text.substring(0, token.text.length() - 1).toLowerCase(Locale.ROOT);
            token.abbreviation = model.abbreviations().contains(word)
                    || model.abbreviations().contains(word.substring(word.lastIndexOf('-') + 1));
            token.endsSentence = !token.abbreviation;
        }
    }

    private void decideWithNext(PunktToken token, PunktToken next) {
        if (!token.hasFullStop()) {
            return;
        }
        if (model.isCollocation(token.plainType(), next.typeAsNext())) {
            token.endsSentence = false;
            return;
        }
        boolean initial = token.isInitial();
        if ((token.abbreviation || token.isEllipsis()) && !initial && startsSentence(next)) {
            token.endsSentence = true;
            return;
        }
        if (initial || token.plainType().equals(PunktToken.NUMBER)) {
            Starts starts = orthography(next);
            boolean name = initial && starts == Starts.UNKNOWN && next.isUpper() && !model.seenLower(next.typeAsNext());
            if (starts == Starts.NO || name) {
                token.endsSentence = false;
            }
        }
    }

    private boolean startsSentence(PunktToken next) {
        return orthography(next) == Starts.YES
                || next.isUpper() && model.starters().contains(next.typeAsNext());
    }

    private Starts orthography(PunktToken token) {
        if (PUNCTUATION.contains(token.text)) {
            return Starts.NO;
        }
        String type = token.typeAsNext();
        if (token.isUpper() && model.seenLower(type) && !model.seenUpperWithin(type)) {
            return Starts.YES;
        }
        boolean never = token.isLower() && (model.seenUpper(type) || !model.seenLowerAtBeginning(type));
        return never ? Starts.NO : Starts.UNKNOWN;
    }
}
