package dev.vlmstream.scoring.runs;

import org.jspecify.annotations.Nullable;

/**
 * Which scores are looked for; all that holds must hold at once.
 *
 * @param model null: of all models
 * @param label the right answer; null: any
 * @param said the class that was answered; empty: none of the classes; null: any answer
 */
public record ItemQuery(
        @Nullable String model,
        ScoreFilter filter,
        RightBy rightBy,
        @Nullable String label,
        @Nullable String said) {
    /** Whether outcomes alone decide, which are counted. */
    boolean isPlain() {
        return rightBy == RightBy.ANY && label == null && said == null;
    }

    boolean accepts(ScoreEntry entry) {
        return filter.parts().contains(entry.part()) && (model == null || model.equals(entry.model()));
    }
}
