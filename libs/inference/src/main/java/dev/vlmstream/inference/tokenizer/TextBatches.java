package dev.vlmstream.inference.tokenizer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Texts of like length share a batch, so that little of it is padding. */
public final class TextBatches {

    private TextBatches() {}

    /** Every text once, the shortest first, at most {@code most} at once. */
    public static List<List<String>> byLength(List<String> texts, int most) {
        List<String> sorted = texts.stream()
                .distinct()
                .sorted(Comparator.comparingInt(String::length))
                .toList();
        List<List<String>> batches = new ArrayList<>();
        for (int from = 0; from < sorted.size(); from += most) {
            batches.add(sorted.subList(from, Math.min(sorted.size(), from + most)));
        }
        return batches;
    }
}
