package dev.vlmstream.scoring.view;

import dev.vlmstream.schemas.Status;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Which scores are asked for. All but the first exclude one another. */
public enum ScoreFilter {
    ALL(entry -> true),
    RIGHT(entry -> entry.status() == Status.ANSWERED && entry.right()),
    WRONG(entry -> entry.status() == Status.ANSWERED && !entry.right()),
    FAILED(entry -> entry.status() == Status.FAILED),
    UNPARSED(entry -> entry.status() == Status.UNPARSED),
    REFUSED(entry -> entry.status() == Status.REFUSED);

    private final Predicate<ScoreEntry> test;

    ScoreFilter(Predicate<ScoreEntry> test) {
        this.test = test;
    }

    boolean accepts(ScoreEntry entry) {
        return test.test(entry);
    }

    /** The name in requests. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException listing the known filters */
    public static ScoreFilter of(String id) {
        return Arrays.stream(values())
                .filter(filter -> filter.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown filter \"" + id + "\"; filters: "
                        + Arrays.stream(values()).map(ScoreFilter::id).collect(Collectors.joining(", "))));
    }
}
