package dev.vlmstream.evaluation.rules;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.judging.ComputedRule;
import dev.vlmstream.evaluation.judging.Declaration;
import dev.vlmstream.evaluation.judging.Grade;
import dev.vlmstream.evaluation.judging.Line;
import dev.vlmstream.evaluation.judging.Need;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Answers that contain the label: anywhere, as whole words, or under one of its other names. */
public final class Inclusion {
    /** The study's rule: {@code label.lower() in prediction.lower()}. It finds "ant" in "giant panda". */
    public static final ComputedRule LABEL = Declaration.of(
                    "label-inclusion",
                    "the answer contains the label, ignoring case, as \"giant panda\" contains \"ant\"",
                    "Zhang et al. 2024")
            .primaryFor(Task.OPEN_WORLD, Task.CLOSED_WORLD)
            .lines("prediction, label", "included, exact", Inclusion::labelLine)
            .computed((answer, truth) -> Grade.of(ofLabel(answer.text(), truth.label())));

    /**
     * The label occurs, in any case, as a run of whole words: no letter, digit, combining mark or underscore touches it from
     * outside. Stricter than {@link #LABEL}: whatever is right here is right there. In scripts that put no spaces
     * between words a label surrounded by letters is not found. An empty label never is.
     */
    public static final ComputedRule WORDS = Declaration.of(
                    "word-inclusion", "the answer contains the label as whole words, ignoring case", "this project")
            .alsoFor(Task.OPEN_WORLD, Task.CLOSED_WORLD)
            .lines("prediction, label", "included", Inclusion::wordsLine)
            .computed((answer, truth) -> Grade.of(ofWords(answer.text(), truth.label())));

    public static final Need SYNONYMS = Need.names("synonyms");

    /** {@link #LABEL} for the label or any of its synonyms; so "cock" is found in "peacock", as in the study. */
    public static final ComputedRule WITH_SYNONYMS = Declaration.of(
                    "synonyms",
                    "the answer contains the label or one of its synonyms, ignoring case",
                    "Zhang et al. 2024")
            .lastFor(Task.OPEN_WORLD, Task.CLOSED_WORLD)
            .needs(SYNONYMS)
            .lines("prediction, label, synonyms", "included", Inclusion::synonymsLine)
            .computed((answer, truth) -> Grade.of(ofAny(answer.text(), truth.label(), truth.names(SYNONYMS))));

    private Inclusion() {}

    public static boolean ofLabel(String prediction, String label) {
        return Occurrences.in(PythonText.lower(prediction), PythonText.lower(label));
    }

    private static Map<String, Object> labelLine(Line line) {
        Map<String, Object> computed = new LinkedHashMap<>();
        computed.put("included", ofLabel(line.text("prediction"), line.text("label")));
        computed.putAll(ExactMatch.line(line));
        return computed;
    }

    public static boolean ofWords(String prediction, String label) {
        String text = PythonText.lower(prediction);
        String word = PythonText.lower(label);
        if (word.isEmpty()) {
            return false;
        }
        Occurrences all = new Occurrences(text, word);
        for (int at = all.next(); at >= 0; at = all.next()) {
            if (isBoundary(text, at) && isBoundary(text, at + word.length())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBoundary(String text, int at) {
        return at == 0
                || at == text.length()
                || !isWordCharacter(text.codePointBefore(at))
                || !isWordCharacter(text.codePointAt(at));
    }

    private static boolean isWordCharacter(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.CONNECTOR_PUNCTUATION -> true;
            default -> Character.isLetterOrDigit(c);
        };
    }

    private static Map<String, Object> wordsLine(Line line) {
        return Map.of("included", ofWords(line.text("prediction"), line.text("label")));
    }

    public static boolean ofAny(String prediction, String label, Collection<String> synonyms) {
        String text = PythonText.lower(prediction);
        return Stream.concat(Stream.of(label), synonyms.stream())
                .anyMatch(name -> Occurrences.in(text, PythonText.lower(name)));
    }

    private static Map<String, Object> synonymsLine(Line line) {
        LabelNames.Entry entry = new LabelNames.Entry(SYNONYMS.id(), line.text("label"), line.texts("synonyms"));
        return Map.of("included", ofAny(line.text("prediction"), entry.label(), List.copyOf(entry.names())));
    }
}
