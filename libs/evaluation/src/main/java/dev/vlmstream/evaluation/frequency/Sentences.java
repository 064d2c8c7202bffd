package dev.vlmstream.evaluation.frequency;

import dev.vlmstream.evaluation.rules.PythonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Splits a text into sentences as NLTK 3.8.1's {@code sent_tokenize} does. */
final class Sentences {
    private static final Pattern MARK =
            PythonPattern.of("[.?!](?=(?<after>" + SentenceEnds.NO_WORD + "|\\s+(?<next>\\S+)))");
    private static final Pattern CLOSING = Pattern.compile(
            PythonPattern.of("[\"')\\]}]+?(?:\\s+|(?=--)|$)").pattern(), Pattern.UNIX_LINES | Pattern.MULTILINE);
    private static final String WHITE = " \t\n\r\u000b\f";

    private final SentenceEnds ends = new SentenceEnds(PunktModel.ENGLISH);

    private record Span(int start, int end) {}

    /** A mark that may end a sentence: the word before begins at {@code word}; {@code next} −1: nothing after spaces. */
    private record Mark(int word, int at, int next, String after) {
        String context(String text) {
            return text.substring(word, at + 1) + after;
        }
    }

    List<String> of(String text) {
        List<Span> spans = new ArrayList<>();
        int start = 0;
        for (Mark mark : marks(text)) {
            if (ends.isIn(mark.context(text))) {
                spans.add(new Span(start, mark.at() + 1));
                start = mark.next() < 0 ? mark.at() + 1 : mark.next();
            }
        }
        spans.add(new Span(start, trimmed(text, text.length())));
        return withClosing(text, spans);
    }

    /** Of several marks at one word only the last counts. */
    private static List<Mark> marks(String text) {
        List<Mark> marks = new ArrayList<>();
        Matcher found = MARK.matcher(text);
        Mark last = null;
        while (found.find()) {
            int from = last == null ? 0 : last.at();
            int space = lastWhite(text, from, found.start());
            // As published: white space right at the beginning is overlooked.
            int word = space > from ? space + 1 : last == null ? 0 : last.word();
            if (last != null && last.at() <= word) {
                marks.add(last);
            }
            last = new Mark(word, found.start(), found.start("next"), found.group("after"));
        }
        if (last != null) {
            marks.add(last);
        }
        return marks;
    }

    private static int lastWhite(String text, int from, int to) {
        int at = to - 1;
        while (at >= from && WHITE.indexOf(text.charAt(at)) < 0) {
            at--;
        }
        return at;
    }

    /** Quotes and brackets that close after the mark belong to the sentence before. */
    private static List<String> withClosing(String text, List<Span> spans) {
        List<String> sentences = new ArrayList<>();
        int taken = 0;
        for (int i = 0; i < spans.size(); i++) {
            int start = spans.get(i).start() + taken;
            int end = spans.get(i).end();
            taken = 0;
            if (i + 1 < spans.size()) {
                Span next = spans.get(i + 1);
                Matcher closing = CLOSING.matcher(text.substring(next.start(), Math.max(next.start(), next.end())));
                if (closing.lookingAt()) {
                    taken = closing.end();
                    end = next.start() + trimmed(closing.group(), closing.end());
                    sentences.add(text.substring(Math.min(start, end), end));
                    continue;
                }
            }
            if (start < end) {
                sentences.add(text.substring(start, end));
            }
        }
        return sentences;
    }

    private static int trimmed(String text, int from) {
        int end = from;
        while (end > 0 && PythonText.isSpace(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    /** Punkt's decision whether a full stop, question or exclamation mark ends a sentence (Kiss and Strunk, section 4). */
    private static final class SentenceEnds {
        static final String NO_WORD = "(?:[)\";}\\]\\*:@'\\({\\[?!])";
        private static final String SEVERAL = "(?:\\-{2,}|\\.{2,}|(?:\\.\\s){2,}\\.)";
        private static final Pattern TOKEN =
                PythonPattern.of(SEVERAL + "|(?=[^\\(\"`{\\[:;&\\#\\*@\\)}\\]\\-,])\\S+?(?=\\s|$|" + NO_WORD + "|"
                        + SEVERAL + "|,(?=$|\\s|" + NO_WORD + "|" + SEVERAL + "))|\\S");
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
                boolean name =
                        initial && starts == Starts.UNKNOWN && next.isUpper() && !model.seenLower(next.typeAsNext());
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

    /** A token of a place where a sentence may end, with what is decided of it. */
    private static final class PunktToken {
        static final String NUMBER = "##number##";
        private static final Pattern NUMERIC = PythonPattern.of("^-?[\\.,]?\\d[\\d,\\.-]*\\.?$");
        private static final Pattern ELLIPSIS = Pattern.compile("\\.\\.+");
        private static final Pattern INITIAL = Pattern.compile("[\\p{L}\\p{Nl}\\p{No}_]\\.");

        final String text;
        private final String type;
        boolean endsSentence;
        boolean abbreviation;

        PunktToken(String text) {
            this.text = text;
            String lower = text.toLowerCase(Locale.ROOT);
            this.type = NUMERIC.matcher(lower).find() ? NUMBER : lower;
        }

        /** In lower case, numbers as {@link #NUMBER}, without a last full stop. */
        String plainType() {
            return type.length() > 1 && type.endsWith(".") ? type.substring(0, type.length() - 1) : type;
        }

        /** The type as the next word of a sentence: a full stop that ends the sentence is not part of it. */
        String typeAsNext() {
            return endsSentence ? plainType() : type;
        }

        boolean hasFullStop() {
            return text.endsWith(".");
        }

        boolean isEllipsis() {
            return ELLIPSIS.matcher(text).matches();
        }

        boolean isInitial() {
            return INITIAL.matcher(text).matches();
        }

        boolean isUpper() {
            return Character.isUpperCase(text.codePointAt(0));
        }

        boolean isLower() {
            return Character.isLowerCase(text.codePointAt(0));
        }
    }
}
