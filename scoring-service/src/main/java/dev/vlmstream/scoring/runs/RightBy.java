package dev.vlmstream.scoring.runs;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/** How many of the models that have judged answers got an item right; but for {@link #ANY}, of two models at least. */
public enum RightBy {
    ANY,
    NONE,
    ONE,
    SOME,
    ALL;

    /** @param scores of one item, each by another model */
    boolean accepts(List<ScoreEntry> scores) {
        long judged = scores.stream().filter(score -> score.part().isJudged()).count();
        long right = scores.stream().filter(ScoreEntry::right).count();
        return this == ANY
                || judged > 1
                        && switch (this) {
                            case NONE -> right == 0;
                            case ONE -> right == 1;
                            case SOME -> right > 0 && right < judged;
                            case ALL, ANY -> right == judged;
                        };
    }

    /** The name in requests. */
    @JsonValue
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Found by JAX-RS. */
    public static RightBy fromString(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }
}
