package dev.vlmstream.schemas.topics;

import dev.vlmstream.schemas.RunManifest;
import java.util.List;

/** Other names of labels that a run's manifest brings. */
public final class LabelSynonyms {
    private LabelSynonyms() {}

    /**
     * The names that count as a label, if a run has synonyms at all: those of the label, else the label
     * alone, so that the rule has all items of the run under it.
     *
     * @return empty if the run's manifest brings no synonyms
     */
    public static List<String> of(RunManifest manifest, String label) {
        if (manifest.getSynonyms().isEmpty()) {
            return List.of();
        }
        List<String> names = manifest.getSynonyms().getOrDefault(label, List.of());
        return names.isEmpty() ? List.of(label) : names;
    }
}
