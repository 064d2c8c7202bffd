package dev.vlmstream.scoring.runs;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.vlmstream.schemas.Status;
import java.util.List;
import java.util.Locale;

/** Which scores are requested. All but the first exclude one another. */
public enum ScoreFilter {
    ALL,
    RIGHT,
    WRONG,
    FAILED,
    UNPARSED,
    REFUSED;

    /** What the rules judged. */
    static final List<ScoreFilter> JUDGED = List.of(RIGHT, WRONG, UNPARSED);

    private static final List<ScoreFilter> PARTS = List.of(RIGHT, WRONG, FAILED, UNPARSED, REFUSED);

    /** The one of those that exclude one another which accepts such a score. */
    static ScoreFilter of(Status status, boolean right) {
        return switch (status) {
            case ANSWERED -> right ? RIGHT : WRONG;
            case FAILED -> FAILED;
            case UNPARSED -> UNPARSED;
            case REFUSED -> REFUSED;
        };
    }

    /** Those that exclude one another and together accept what this does. */
    List<ScoreFilter> parts() {
        return this == ALL ? PARTS : List.of(this);
    }

    /** Whether the rules judged what it accepts. */
    boolean isJudged() {
        return JUDGED.contains(this);
    }

    /** The name in requests. */
    @JsonValue
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Found by JAX-RS. */
    public static ScoreFilter fromString(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }
}
