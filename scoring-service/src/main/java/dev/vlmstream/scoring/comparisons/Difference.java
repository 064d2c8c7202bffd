package dev.vlmstream.scoring.comparisons;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.vlmstream.scoring.runs.EntryCursor;
import dev.vlmstream.scoring.runs.PairMatrix.ComparedModel;
import dev.vlmstream.scoring.runs.ScoreEntry;
import dev.vlmstream.scoring.runs.ScorePage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An item that one of two models got right and the other did not, under each one's primary rule.
 *
 * @param first the score of the first model
 * @param second that of the second
 */
public record Difference(ScoreEntry first, ScoreEntry second) {

    /** Which differences are requested. */
    public enum Kind {
        ANY,
        /** The first model is right. */
        FIRST,
        /** The second model is right. */
        SECOND;

        /** The name in requests. */
        @JsonValue
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Found by JAX-RS. */
        public static Kind fromString(String id) {
            return valueOf(id.toUpperCase(Locale.ROOT));
        }

        private boolean accepts(boolean first, boolean second) {
            return first != second && (this == ANY || first == (this == FIRST));
        }
    }

    /** A part of the items that both models answered differently well, in order of item. */
    public static ScorePage<Difference> between(
            ComparedModel first, ComparedModel second, Kind kind, ScorePage.Range range) {
        List<Difference> found = new ArrayList<>();
        long[] total = {0};
        try (EntryCursor a = first.run().judged(first.model());
                EntryCursor b = second.run().judged(second.model())) {
            EntryCursor.join(a, b, () -> {
                if (kind.accepts(a.isRight(), b.isRight()) && range.has(total[0]++)) {
                    found.add(new Difference(a.entry(), b.entry()));
                }
            });
        }
        return new ScorePage<>(total[0], found);
    }
}
