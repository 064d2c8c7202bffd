package dev.vlmstream.evaluation.rules;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Other names of labels, and the study's rule with them: right where the label or any of its synonyms is in the
 * prediction, all lower-cased ({@link Rules#labelIncluded}). Short synonyms are found inside other words ("cock" in
 * "peacock"), as in the study.
 *
 * @param byLabel the other names of each label; a label without any may be absent
 */
public record Synonyms(Map<String, Set<String>> byLabel) {
    /** A class of a list of synonyms; {@code imagenet_synonyms.json} has such objects, with more fields. */
    public record Entry(String label, List<String> synonyms) {
        public Entry {
            if (label == null || label.isBlank()) {
                throw new IllegalArgumentException("an entry of synonyms needs a label, got '" + label + "'");
            }
            synonyms = List.copyOf(synonyms);
            if (synonyms.stream().anyMatch(String::isBlank)) {
                throw new IllegalArgumentException(
                        "label '" + label + "' has a blank synonym, which any text would include");
            }
        }
    }

    public Synonyms {
        Map<String, Set<String>> copy = new LinkedHashMap<>();
        byLabel.forEach((label, names) -> copy.put(label, Collections.unmodifiableSet(new LinkedHashSet<>(names))));
        byLabel = Collections.unmodifiableMap(copy);
    }

    /** Of a list of classes; what several classes of one label have (ImageNet: missile, sunglasses) is put together. */
    public static Synonyms of(Collection<Entry> entries) {
        Map<String, Set<String>> byLabel = new LinkedHashMap<>();
        for (Entry entry : entries) {
            byLabel.computeIfAbsent(entry.label(), label -> new LinkedHashSet<>())
                    .addAll(entry.synonyms());
        }
        return new Synonyms(byLabel);
    }

    /** Whether the prediction includes the label or one of its synonyms; a label not in the table stands alone. */
    public boolean included(String prediction, String label) {
        return Rules.synonymIncluded(prediction, label, byLabel.getOrDefault(label, Set.of()));
    }
}
