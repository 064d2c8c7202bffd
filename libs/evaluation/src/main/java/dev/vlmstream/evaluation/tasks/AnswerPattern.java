package dev.vlmstream.evaluation.tasks;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.vlmstream.evaluation.Named;
import dev.vlmstream.evaluation.judging.Grade;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of the rule {@code pattern}: what is taken of an answer, how it is written, and what it may equal.
 * Expressions are RE2's, which take time in proportion to the answer whatever they are, so that nobody's pattern holds up
 * the judging of others; look-around and back-references are not among them.
 */
public final class AnswerPattern {
    private static final int LONGEST = 1000;
    /** Instructions of a compiled expression: a thousand for each of an answer's characters is a matter of a second. */
    private static final int LARGEST = 2000;

    /** Which of several matches counts. */
    public enum Take implements Named {
        FIRST,
        LAST;
    }

    /** When what was taken is right. */
    public enum Match implements Named {
        /** It is one of the accepted forms. */
        EQUAL,
        /** It contains one of them as whole words. */
        CONTAINS;
    }

    private final @Nullable Pattern extract;
    private final Take take;
    private final List<Normalisation> normalise;
    private final Match match;
    private final Map<String, List<String>> accept;
    private final Map<String, List<String>> forms;

    /**
     * @param extract an expression of RE2 with a group, of which the text is taken (the first group that took part), or
     *     without one, then the whole match is; null: the whole answer
     * @param normalise applied in this order to what is taken, to the right answers, and to {@code accept}
     * @param accept other forms of right answers, by the right answer
     * @throws IllegalArgumentException if the expression is none of RE2's, or too large
     */
    AnswerPattern(
            @Nullable String extract,
            Take take,
            List<Normalisation> normalise,
            Match match,
            Map<String, List<String>> accept) {
        this.extract = extract == null ? null : compiled(extract);
        this.take = take;
        this.normalise = List.copyOf(normalise);
        this.match = match;
        this.accept = new LinkedHashMap<>(accept);
        this.forms = new LinkedHashMap<>();
        accept.forEach((label, all) -> forms.merge(
                normalised(label),
                all.stream().map(this::normalised).toList(),
                (a, b) -> Stream.concat(a.stream(), b.stream()).toList()));
    }

    private static Pattern compiled(String expression) {
        if (expression.length() > LONGEST) {
            throw new IllegalArgumentException("has " + expression.length() + " characters, of at most " + LONGEST);
        }
        long repeated = Repetitions.most(expression);
        if (repeated > LARGEST) {
            throw new IllegalArgumentException("repeats up to " + repeated + " times, of at most " + LARGEST);
        }
        try {
            Pattern pattern = Pattern.compile(expression);
            if (pattern.programSize() > LARGEST) {
                throw new IllegalArgumentException(
                        "is " + pattern.programSize() + " instructions large, of at most " + LARGEST);
            }
            return pattern;
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "is not a regular expression of RE2 (which has no look-around and no back-references): "
                            + e.getDescription()
                            + (e.getPattern() == null || e.getPattern().isEmpty()
                                    ? ""
                                    : " at \"" + e.getPattern() + "\""),
                    e);
        }
    }

    /** What is made of an answer, given all that is right. */
    Grade grade(String answer, List<String> right) {
        Optional<String> taken = taken(answer).map(this::normalised);
        return Grade.of(taken, taken.filter(text -> isRight(text, right)).isPresent());
    }

    private boolean isRight(String text, List<String> right) {
        return right.stream()
                .map(this::normalised)
                .flatMap(one -> Stream.concat(Stream.of(one), forms.getOrDefault(one, List.of()).stream()))
                .anyMatch(form -> match == Match.EQUAL ? text.equals(form) : containsWords(text, form));
    }

    private static boolean containsWords(String text, String form) {
        if (form.isEmpty()) {
            return text.isEmpty();
        }
        for (int at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) {
            int end = at + form.length();
            boolean starts = at == 0 || !isWord(text.codePointBefore(at)) || !isWord(form.codePointAt(0));
            boolean ends = end == text.length()
                    || !isWord(text.codePointAt(end))
                    || !isWord(form.codePointBefore(form.length()));
            if (starts && ends) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWord(int codePoint) {
        return Character.isLetterOrDigit(codePoint);
    }

    private Optional<String> taken(String answer) {
        if (extract == null) {
            return Optional.of(answer);
        }
        Matcher matcher = extract.matcher(answer);
        Optional<String> taken = Optional.empty();
        while (matcher.find()) {
            taken = Optional.of(group(matcher));
            if (take == Take.FIRST) {
                break;
            }
        }
        return taken;
    }

    private static String group(Matcher matcher) {
        for (int group = 1; group <= matcher.groupCount(); group++) {
            if (matcher.group(group) != null) {
                return matcher.group(group);
            }
        }
        return matcher.group();
    }

    private String normalised(String text) {
        String written = text;
        for (Normalisation one : normalise) {
            written = one.of(written);
        }
        return written;
    }

    /** Plain values by the names of a task's file. */
    Map<String, Object> plain() {
        Map<String, Object> plain = new LinkedHashMap<>();
        if (extract != null) {
            plain.put("extract", extract.pattern());
        }
        plain.put("take", take.id());
        Canonical.put(
                plain, "normalise", normalise.stream().map(Normalisation::id).toList());
        plain.put("match", match.id());
        Canonical.put(plain, "accept", new LinkedHashMap<>(accept));
        return plain;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AnswerPattern pattern && plain().equals(pattern.plain());
    }

    @Override
    public int hashCode() {
        return Objects.hash(plain());
    }

    @Override
    public String toString() {
        return plain().toString();
    }

    /**
     * How often the innermost part of an expression is written out when it is compiled: counted repetitions within one another
     * multiply, and a short expression can be larger than the memory.
     */
    private static final class Repetitions {
        private Repetitions() {}

        /** The product of all counted repetitions, an upper bound; at most {@link Integer#MAX_VALUE}. */
        static long most(String expression) {
            long product = 1;
            for (int i = 0; i < expression.length(); i++) {
                char c = expression.charAt(i);
                if (c == '\\') {
                    i++;
                } else if (c == '{') {
                    product = Math.min(Integer.MAX_VALUE, product * Math.max(1, largest(expression, i + 1)));
                }
            }
            return product;
        }

        private static long largest(String expression, int from) {
            long largest = 0;
            long number = 0;
            for (int i = from; i < expression.length(); i++) {
                char c = expression.charAt(i);
                if (c >= '0' && c <= '9') {
                    number = Math.min(Integer.MAX_VALUE, 10 * number + c - '0');
                    largest = Math.max(largest, number);
                } else if (c == ',') {
                    number = 0;
                } else {
                    return c == '}' ? largest : 0;
                }
            }
            return 0;
        }
    }
}
