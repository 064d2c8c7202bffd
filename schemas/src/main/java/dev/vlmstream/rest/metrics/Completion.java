package dev.vlmstream.rest.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is said of a run that is complete, alike wherever it is said. */
public final class Completion {
    private Completion() {}

    /**
     * Complete, but for what is missing: "complete, 2 failed".
     *
     * @param failed outcomes without an answer, of all models together
     * @param absent models that were not asked
     */
    public static String inWords(long failed, List<String> absent) {
        List<String> words = new ArrayList<>(List.of("complete"));
        if (failed > 0) {
            words.add(String.format(Locale.ROOT, "%,d failed", failed));
        }
        if (!absent.isEmpty()) {
            words.add("not asked: " + String.join(", ", absent));
        }
        return String.join(", ", words);
    }
}
