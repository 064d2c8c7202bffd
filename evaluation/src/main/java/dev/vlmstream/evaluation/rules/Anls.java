package dev.vlmstream.evaluation.rules;

import java.util.List;
import java.util.Locale;

/**
 * Average normalised Levenshtein similarity of one question (A. F. Biten et al., "Scene Text Visual Question
 * Answering", ICCV 2019), as DocVQA's official script computes it.
 */
public final class Anls {
    private static final double THRESHOLD = 0.5;

    private Anls() {}

    /**
     * 1 − the edit distance to the nearest answer, relative to the longer text; 0 where that is below 0.5. Exactly 0.5
     * stays. Distances are between the lower-cased texts with single spaces; lengths are of the texts as given, spaces
     * included (upper-cased, as the script has it: ß counts twice), in code points.
     *
     * @param answers at least one
     * @return 0, or 0.5 to 1
     * @throws IllegalArgumentException if there are no answers
     */
    public static double of(String prediction, List<String> answers) {
        double distance = answers.stream()
                .mapToDouble(answer -> relativeDistance(answer, prediction))
                .min()
                .orElseThrow(() -> new IllegalArgumentException("ANLS needs at least one answer, got none"));
        double similarity = 1 - distance;
        return similarity < THRESHOLD ? 0 : similarity;
    }

    private static double relativeDistance(String answer, String prediction) {
        int length = Math.max(length(answer), length(prediction));
        return length == 0 ? 0 : (double) distance(plain(answer), plain(prediction)) / length;
    }

    private static int length(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        return upper.codePointCount(0, upper.length());
    }

    private static int[] plain(String text) {
        return String.join(" ", PythonText.split(Rules.lower(text)))
                .codePoints()
                .toArray();
    }

    /** Levenshtein's distance, one row of the table at a time. */
    private static int distance(int[] a, int[] b) {
        int[] row = new int[b.length + 1];
        for (int j = 0; j <= b.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length; i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length; j++) {
                int substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length];
    }
}
