package dev.vlmstream.scoring.ledger;

import dev.vlmstream.schemas.VerdictCount;
import dev.vlmstream.schemas.VerdictStatus;
import java.util.EnumMap;
import org.jspecify.annotations.Nullable;

/** The verdicts on one model's answers under one rule. */
final class VerdictTally {
    private final EnumMap<VerdictStatus, Long> statuses = new EnumMap<>(VerdictStatus.class);
    private long right;
    private @Nullable Long grades;
    private VerdictMark.Usage usage = VerdictMark.Usage.NONE;

    void add(VerdictMark mark) {
        statuses.merge(mark.status(), 1L, Long::sum);
        right += mark.right() ? 1 : 0;
        usage = usage.plus(mark.usage());
        if (mark.grade() != null) {
            grades = (grades == null ? 0 : grades) + mark.grade();
        }
    }

    long given() {
        return of(VerdictStatus.GIVEN);
    }

    long right() {
        return right;
    }

    VerdictCount count() {
        return new VerdictCount(
                given(),
                of(VerdictStatus.UNPARSED),
                of(VerdictStatus.REFUSED),
                of(VerdictStatus.FAILED),
                grades,
                usage.promptTokens(),
                usage.outputTokens(),
                usage.microCost() / 1e6);
    }

    private long of(VerdictStatus status) {
        return statuses.getOrDefault(status, 0L);
    }
}
