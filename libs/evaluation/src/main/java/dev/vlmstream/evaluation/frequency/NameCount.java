package dev.vlmstream.evaluation.frequency;

/**
 * How often a name was found.
 *
 * @param texts that contain it, each counted once
 * @param occurrences of it, in all texts together
 * @param study what the study's published notebooks come to, see {@link FrequencyCounter}
 */
public record NameCount(long texts, long occurrences, long study) {
    public static final NameCount NONE = new NameCount(0, 0, 0);

    public NameCount {
        if (texts < 0 || occurrences < texts || study < 0) {
            throw new IllegalArgumentException(
                    "not counts of a name: " + texts + " texts, " + occurrences + " occurrences, the study's " + study);
        }
    }

    public NameCount merge(NameCount other) {
        return new NameCount(texts + other.texts, occurrences + other.occurrences, study + other.study);
    }
}
