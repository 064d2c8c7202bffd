package dev.vlmstream.evaluation.frequency;

import dev.vlmstream.evaluation.rules.PythonText;
import java.util.ArrayList;
import java.util.List;
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
}
